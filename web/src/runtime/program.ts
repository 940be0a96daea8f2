// A Go program in a worker of its own: starts it, hears it, ends it.

import { CONFINED_TYPE } from "./confine";
import { confinedScript } from "./confined-script";
import { Line } from "./line";
import { ProgramError, compile } from "./module";
import type { Program, RunOptions } from "./poolground";
import { bury, stop } from "./retire";
import { VERSION, type StartParent } from "./protocol";
import { scriptFailure, startScript, workerScript } from "./script";
import { settleable } from "./settleable";
import { readToPage } from "./to-page";

/** Rejects Program.exited after stop(). */
export class StoppedError extends Error {
  override name = "StoppedError";
  constructor() {
    super("the program was stopped");
  }
}

/** What a program that serves the page is given besides. */
export interface ServeOptions extends RunOptions {
  /** Takes the frames of jobs-protocol.ts; the program's main does not run. */
  onFrame?: (frame: Uint8Array<ArrayBuffer>) => void;
}

export class Run implements Program {
  readonly started: Promise<void>;
  readonly exited: Promise<number>;
  /** Resolves when the program's workers have been ended, however it ended itself. */
  readonly gone: Promise<void>;
  readonly #options: ServeOptions;
  readonly #start = settleable<undefined>();
  readonly #exit = settleable<number>();
  readonly #going = settleable<undefined>();
  #shell: Worker | null = null;
  #line: Line | null = null; // to the shell
  #ended = false;

  constructor(options: ServeOptions) {
    this.#options = options;
    this.started = this.#start.promise;
    this.exited = this.#exit.promise;
    this.gone = this.#going.promise;
    this.started.catch(() => {});
    this.exited.catch(() => {});
    options.signal?.addEventListener("abort", this.#abort);
    if (options.signal?.aborted) this.stop();
    else this.#load().catch((error: unknown) => this.#fail(error));
  }

  stop(): void {
    this.#fail(new StoppedError());
  }

  /** Sends a frame to a program that serves; one that has ended hears nothing. */
  send(frame: Uint8Array<ArrayBuffer>): void {
    this.#line?.postFrame(frame);
  }

  readonly #abort = (): void => this.stop();

  async #load(): Promise<void> {
    const { module, confined = false } = this.#options;
    const compiled = module instanceof WebAssembly.Module ? module : await compile(module);
    const script = workerScript(this.#options.workerScript);
    const strict = confined ? await confinedScript(script) : null;
    if (this.#ended) return;
    const shell = strict === null ? startScript(script, "module") : startScript(strict, CONFINED_TYPE);
    this.#shell = shell;
    this.#line = new Line(shell, null, 0);
    shell.onmessage = ({ data }: MessageEvent<unknown>) => this.#receive(data);
    shell.onmessageerror = () => this.#fail(undecoded());
    shell.onerror = (event) => {
      event.preventDefault();
      this.#fail(new ProgramError(scriptFailure(script, event)));
    };
    const start: StartParent = {
      kind: "start",
      role: "parent",
      version: VERSION,
      module: compiled,
      args: this.#options.args ?? [],
      memoryLimit: this.#options.memoryLimit ?? Infinity,
      workers: this.#options.workers ?? 0,
      observe: this.#options.onEvent !== undefined,
      sharedMemory: this.#options.sharedMemory ?? true,
      serve: this.#options.onFrame !== undefined,
    };
    shell.postMessage(start);
  }

  #receive(data: unknown): void {
    const message = readToPage(data);
    if (message === null) return this.#fail(undecoded());
    if (message instanceof Uint8Array) return this.#options.onFrame?.(message);
    switch (message.kind) {
      case "started":
        return this.#start.resolve(undefined);
      case "output":
        return this.#options.onOutput?.(message.text, message.stream === 1 ? "stdout" : "stderr", { at: message.at, own: message.own });
      case "events":
        return this.#options.onEvent?.(message.events);
      case "exit":
        this.#end(bury);
        return this.#exit.resolve(message.code);
      case "stopped":
        return;
      case "trap":
        return this.#fail(new ProgramError(`the program trapped: ${message.reason}`), bury);
      case "failed":
        return this.#fail(new ProgramError(message.reason), bury);
      default:
        message satisfies never;
    }
  }

  #fail(error: unknown, endShell = stop): void {
    if (this.#ended) return;
    this.#end(endShell);
    const reason = error instanceof Error ? error : new ProgramError(String(error));
    this.#start.reject(reason);
    this.#exit.reject(reason);
  }

  #end(endShell: (shell: Worker, gone: () => void) => void): void {
    this.#ended = true;
    this.#options.signal?.removeEventListener("abort", this.#abort);
    const gone = (): void => this.#going.resolve(undefined);
    if (this.#shell !== null) endShell(this.#shell, gone);
    else gone();
    this.#shell = null;
    this.#line = null;
  }
}

function undecoded(): ProgramError {
  return new ProgramError("the program sent a message that could not be decoded");
}
