// Makes a module of a program's object.

import { parseLinkFailure } from "./diagnostics";
import { closure, guessImports, warmUp } from "./manifest";
import type { Answer } from "./protocol";
import { answered, failure, Rejected, Steps } from "./steps";
import type { Toolbox } from "./toolbox";

type Bytes = Uint8Array<ArrayBuffer>;

/** Links one program. */
export function link(toolbox: Toolbox, object: Bytes, imports: readonly string[]): Promise<Answer> {
  return answered(async () => {
    const steps = new Steps(toolbox);
    const wasm = await linkObject(steps, object, imports);
    const module = await steps.timed("load", WebAssembly.compile(wasm));
    return { kind: "linked", module, bytes: wasm.length, took: steps.took };
  });
}

/** Loads what a program will be linked with. Where the linker itself had to be loaded, it first links
 * a program that does nothing, of the few archives that one needs, unless that is too late: a browser
 * makes machine code of a function when it is first called, which takes a first link twice as long as
 * another. What fails now fails again, and is told, when it is needed. */
export async function foresee(toolbox: Toolbox, source: string, isLate: () => boolean): Promise<void> {
  try {
    const manifest = await toolbox.manifest();
    if (!toolbox.has("link")) {
      const needed = [warmUp, ...closure(manifest, warmUpImports)];
      const [archives] = await Promise.all([toolbox.archives(needed), toolbox.tool("link")]);
      const object = archives.get(warmUp);
      if (object !== undefined && !isLate()) await linkObject(new Steps(toolbox), object, warmUpImports);
    }
    await toolbox.archives(closure(manifest, guessImports(source)));
  } catch {
    // See above.
  }
}

/** What every program needs. */
const warmUpImports = ["runtime"];

async function linkObject(steps: Steps, object: Bytes, imports: readonly string[]): Promise<Bytes> {
  const config = await steps.mount(closure(await steps.toolbox.manifest(), imports));
  steps.files.mount("/main.a", object);
  steps.write("/importcfg", `packagefile main=/main.a\n${config}`);
  const made = await steps.run("link", ["-o", "/out.wasm", "-importcfg", "/importcfg", "-buildmode=exe", "-s", "-w", "/main.a"]);
  if (made.code === 0) return steps.files.contents("/out.wasm") ?? new Uint8Array(0);
  const diagnostics = parseLinkFailure(made.stdout + made.stderr);
  if (diagnostics.length === 0) throw failure("linker", made);
  throw new Rejected(diagnostics);
}
