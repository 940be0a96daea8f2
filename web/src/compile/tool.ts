// Runs one of Go's tools, once, over files in memory.

import "go:wasm_exec";
import { NodeFS } from "./nodefs";
import type { Files } from "./files";

/** What became of a run. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

const scope = globalThis as unknown as { fs: NodeFS; process: { cwd(): string } };
scope.process.cwd = () => "/";

/** Heaps live as long as one run: to collect what a short one leaves costs more than to keep it. */
const env = { GOGC: "400", PWD: "/", TMPDIR: "/" };

let last: Promise<unknown> = Promise.resolve();

/** Rejects if the tool cannot be started or traps; it is over then as well. */
export function runTool(module: WebAssembly.Module, argv: readonly string[], files: Files): Promise<Outcome> {
  // One run at a time: a tool finds its files in the worker's global fs.
  const run = last.then(() => runNow(module, argv, files));
  last = run.catch(() => {});
  return run;
}

async function runNow(module: WebAssembly.Module, argv: readonly string[], files: Files): Promise<Outcome> {
  const output = { 1: new Text(), 2: new Text() };
  scope.fs = new NodeFS(files, (fd, bytes) => output[fd === 2 ? 2 : 1].add(bytes));
  const go = new Go();
  go.argv = [...argv];
  go.env = env;
  const code = await exitCode(go, module);
  return { code, stdout: output[1].end(), stderr: output[2].end() };
}

async function exitCode(go: Go, module: WebAssembly.Module): Promise<number> {
  const instance = await WebAssembly.instantiate(module, go.importObject);
  return new Promise((resolve, reject) => {
    go.exit = resolve;
    const resume = go._resume.bind(go);
    go._resume = () => {
      try {
        resume();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error))); // unless it has exited
      }
    };
    go.run(instance).catch(reject);
    // All that it can still wait for are its timers.
    if (!go.exited && go._scheduledTimeouts.size === 0) {
      go._pendingEvent = { id: 0 }; // makes Go say where it hangs, and exit
      go._resume();
    }
  });
}

class Text {
  readonly #decoder = new TextDecoder();
  #text = "";

  add(bytes: Uint8Array): void {
    this.#text += this.#decoder.decode(bytes, { stream: true });
  }

  end(): string {
    return this.#text + this.#decoder.decode();
  }
}
