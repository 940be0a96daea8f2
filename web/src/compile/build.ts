// Makes a module of a program's text: prepare, compile, link.

import { gist, isCrash, parseDiagnostics, parseLinkFailure, PROGRAM, type Diagnostic } from "./diagnostics";
import { Files } from "./files";
import { guessImports } from "./manifest";
import { runTool, type Outcome } from "./tool";
import type { Toolbox } from "./toolbox";
import type { Answer } from "./protocol";

const folder = "/src";
const program = `${folder}/${PROGRAM}`;
const hidden = `${folder}/poolground_worker.go`;

/** A file with a fault that the compiler looks for when all types are right, and before it makes any
 * code, which takes it ten times as long: it then stops. One that no longer minds does more, no less. */
const marker = `${folder}/poolground_marker.go`;
const markerSource = "package main\n\ntype poolground_marker interface{ m() interface{ poolground_marker } }\n";
const markerFault = /poolground_marker\.go:\d+:\d+: invalid recursive type/;

interface Prepared {
  imports: string[];
  extra: boolean;
}

/** A complaint that ends the work. */
class Rejected extends Error {
  readonly diagnostics: Diagnostic[];
  constructor(diagnostics: Diagnostic[]) {
    super("the program has faults");
    this.diagnostics = diagnostics;
  }
}

/** One task on one text. */
export class Build {
  readonly #toolbox: Toolbox;
  readonly #source: string;
  readonly #files = new Files();
  readonly #took: Record<string, number> = {};

  constructor(toolbox: Toolbox, source: string) {
    this.#toolbox = toolbox;
    this.#source = source;
    this.#files.mount(program, new TextEncoder().encode(source));
  }

  compile(): Promise<Answer> {
    return answered(async () => {
      this.#foresee(true);
      await this.#compile([]);
      await this.#link();
      const wasm = this.#files.contents("/out.wasm") ?? new Uint8Array(0);
      const module = await this.#timed("load", WebAssembly.compile(wasm));
      return { kind: "compiled", module, bytes: wasm.length, took: this.#took };
    });
  }

  check(): Promise<Answer> {
    return answered(async () => {
      this.#foresee(false);
      this.#files.mount(marker, new TextEncoder().encode(markerSource));
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

  /** Starts to load what the steps below will ask for one after the other. What fails now fails
   * again, and is told, when it is needed. */
  #foresee(links: boolean): void {
    const toolbox = this.#toolbox;
    const ahead = [toolbox.tool("gotools"), toolbox.tool("compile"), toolbox.archives(guessImports(this.#source))];
    if (links) ahead.push(toolbox.tool("link"));
    for (const loading of ahead) loading.catch(() => {});
  }

  /** Compiles the program and whatever other files. */
  async #compile(others: readonly string[]): Promise<void> {
    const prepared = JSON.parse((await this.#gotools("prepare", program, hidden)).stdout) as Prepared;
    const archives = await this.#timed("archives", this.#toolbox.archives(prepared.imports));
    let config = "";
    for (const [path, bytes] of archives) {
      this.#files.mount(`/packages/${path}.a`, bytes);
      config += `packagefile ${path}=/packages/${path}.a\n`;
    }
    this.#files.mount("/importcfg", new TextEncoder().encode(config));
    const sources = prepared.extra ? [program, hidden] : [program];
    const flags = ["-o", "/main.a", "-p", "main", "-trimpath", `${folder}=>.`, "-complete", "-pack", "-importcfg", "/importcfg"];
    const made = await this.#run("compile", [...flags, ...sources, ...others]);
    if (made.code === 0) return;
    const said = made.stdout + made.stderr;
    const diagnostics = parseDiagnostics(said, this.#source);
    if (diagnostics.length === 0 && others.length > 0 && markerFault.test(said)) return;
    if (diagnostics.length === 0) throw failure("compiler", made);
    throw new Rejected(diagnostics);
  }

  async #link(): Promise<void> {
    const config = this.#files.contents("/importcfg") ?? new Uint8Array(0);
    const own = new TextEncoder().encode("packagefile main=/main.a\n");
    this.#files.mount("/importcfg.link", joined(own, config));
    const flags = ["-o", "/out.wasm", "-importcfg", "/importcfg.link", "-buildmode=exe", "-s", "-w"];
    const made = await this.#run("link", [...flags, "/main.a"]);
    if (made.code === 0) return;
    const diagnostics = parseLinkFailure(made.stdout + made.stderr);
    if (diagnostics.length === 0) throw failure("linker", made);
    throw new Rejected(diagnostics);
  }

  async #gotools(...args: string[]): Promise<Outcome> {
    const made = await this.#run("gotools", args);
    if (made.code === 0) return made;
    const diagnostics = parseDiagnostics(made.stderr, this.#source);
    if (diagnostics.length === 0) throw failure("reader of Go programs", made);
    throw new Rejected(diagnostics);
  }

  async #run(tool: "compile" | "link" | "gotools", args: readonly string[]): Promise<Outcome> {
    const module = await this.#toolbox.tool(tool);
    const made = await this.#timed(tool, runTool(module, [tool, ...args], this.#files));
    if (made.code !== 0 && isCrash(made.stdout + made.stderr)) throw failure(tool, made);
    return made;
  }

  async #timed<T>(step: string, work: Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await work;
    } finally {
      this.#took[step] = (this.#took[step] ?? 0) + performance.now() - began;
    }
  }
}

async function answered(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Rejected) return { kind: "diagnostics", diagnostics: error.diagnostics };
    throw error;
  }
}

function failure(tool: string, made: Outcome): Error {
  return new Error(`Go's ${tool} broke down (exit code ${made.code}): ${gist(made.stdout + made.stderr)}`);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
