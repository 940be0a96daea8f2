// Makes an object of a program's text: prepare, compile. The linker makes a module of that.

import { parseDiagnostics, PROGRAM } from "./diagnostics";
import { closure, guessImports, listed } from "./manifest";
import type { Answer } from "./protocol";
import { answered, failure, Rejected, Steps } from "./steps";
import type { Outcome } from "./tool";
import type { Toolbox } from "./toolbox";

const folder = "/src";
const program = `${folder}/${PROGRAM}`;
const hidden = `${folder}/poolground_worker.go`;

/** A file with a fault that the compiler looks for when all types are right, and before it makes any
 * code, which takes it ten times as long: it then stops. One that no longer minds does more, no less. */
const marker = `${folder}/poolground_marker.go`;
const markerSource = "package main\n\ntype poolground_marker interface{ m() interface{ poolground_marker } }\n";
const markerFault = /poolground_marker\.go:\d+:\d+: invalid recursive type/;

const missing = /could not import (\S+) \(open /;

interface Prepared {
  imports: string[];
  extra: boolean;
}

/** One task on one text. */
export class Build {
  readonly #steps: Steps;
  readonly #source: string;

  constructor(toolbox: Toolbox, source: string) {
    this.#steps = new Steps(toolbox);
    this.#source = source;
    this.#steps.write(program, source);
  }

  compile(): Promise<Answer> {
    return answered(async () => {
      const imports = await this.#compile([]);
      const object = this.#steps.files.contents("/main.a") ?? new Uint8Array(0);
      return { kind: "object", object: object.slice(), imports, took: this.#steps.took };
    });
  }

  check(): Promise<Answer> {
    return answered(async () => {
      this.#steps.write(marker, markerSource);
      await this.#compile([marker]);
      return { kind: "diagnostics", diagnostics: [] };
    });
  }

  format(): Promise<Answer> {
    return answered(async () => {
      const made = await this.#gotools("format", program);
      return { kind: "formatted", source: made.stdout };
    });
  }

  /** Compiles the program and whatever other files, and returns what the program imports. */
  async #compile(others: readonly string[]): Promise<string[]> {
    this.#foresee();
    const prepared = JSON.parse((await this.#gotools("prepare", program, hidden)).stdout) as Prepared;
    const sources = prepared.extra ? [program, hidden] : [program];
    const manifest = await this.#steps.toolbox.manifest();
    // An archive holds what the compiler must know of the packages behind it; should it ever not, it asks.
    let made = await this.#compiler(listed(manifest, prepared.imports), [...sources, ...others]);
    const asked = missing.exec(made.stdout + made.stderr)?.[1];
    if (asked !== undefined && !prepared.imports.includes(asked)) {
      made = await this.#compiler(closure(manifest, prepared.imports), [...sources, ...others]);
    }
    if (made.code === 0) return prepared.imports;
    const said = made.stdout + made.stderr;
    const diagnostics = parseDiagnostics(said, this.#source);
    if (diagnostics.length === 0 && others.length > 0 && markerFault.test(said)) return prepared.imports;
    if (diagnostics.length === 0) throw failure("compiler", made);
    throw new Rejected(diagnostics);
  }

  async #compiler(packages: readonly string[], sources: readonly string[]): Promise<Outcome> {
    this.#steps.write("/importcfg", await this.#steps.mount(packages));
    const flags = ["-o", "/main.a", "-p", "main", "-trimpath", `${folder}=>.`, "-complete", "-pack", "-importcfg", "/importcfg"];
    return this.#steps.run("compile", [...flags, ...sources]);
  }

  /** Starts to load what the steps will ask for one after the other. What fails now fails again, and
   * is told, when it is needed. */
  #foresee(): void {
    const { toolbox } = this.#steps;
    const archives = async (): Promise<unknown> => toolbox.archives(listed(await toolbox.manifest(), guessImports(this.#source)));
    for (const loading of [toolbox.tool("gotools"), toolbox.tool("compile"), archives()]) loading.catch(() => {});
  }

  async #gotools(...args: string[]): Promise<Outcome> {
    const made = await this.#steps.run("gotools", args);
    if (made.code === 0) return made;
    const diagnostics = parseDiagnostics(made.stderr, this.#source);
    if (diagnostics.length === 0) throw failure("reader of Go programs", made);
    throw new Rejected(diagnostics);
  }
}
