// One task of a compiler's worker: the files it has, the tools it runs, how long they take.

import { gist, isCrash, type Diagnostic } from "./diagnostics";
import { Files } from "./files";
import type { ToolName } from "./manifest";
import type { Answer } from "./protocol";
import { runTool, type Outcome } from "./tool";
import type { Toolbox } from "./toolbox";

/** A complaint that ends the work. */
export class Rejected extends Error {
  readonly diagnostics: Diagnostic[];
  constructor(diagnostics: Diagnostic[]) {
    super("the program has faults");
    this.diagnostics = diagnostics;
  }
}

export class Steps {
  readonly toolbox: Toolbox;
  readonly files = new Files();
  readonly took: Record<string, number> = {};

  constructor(toolbox: Toolbox) {
    this.toolbox = toolbox;
  }

  /** Loads archives, and returns the part of an importcfg that says where they are. */
  async mount(packages: readonly string[]): Promise<string> {
    const archives = await this.timed("archives", this.toolbox.archives(packages));
    let config = "";
    for (const [path, bytes] of archives) {
      this.files.mount(`/packages/${path}.a`, bytes);
      config += `packagefile ${path}=/packages/${path}.a\n`;
    }
    return config;
  }

  write(path: string, text: string): void {
    this.files.mount(path, new TextEncoder().encode(text));
  }

  async run(tool: ToolName, args: readonly string[]): Promise<Outcome> {
    const module = await this.toolbox.tool(tool);
    const made = await this.timed(tool, runTool(module, [tool, ...args], this.files));
    if (made.code !== 0 && isCrash(made.stdout + made.stderr)) throw failure(tool, made);
    return made;
  }

  async timed<T>(step: string, work: Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await work;
    } finally {
      this.took[step] = (this.took[step] ?? 0) + performance.now() - began;
    }
  }
}

export async function answered(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Rejected) return { kind: "diagnostics", diagnostics: error.diagnostics };
    throw error;
  }
}

export function failure(tool: string, made: Outcome): Error {
  return new Error(`Go's ${tool} broke down (exit code ${made.code}): ${gist(made.stdout + made.stderr)}`);
}
