// Runs Go programs built for js/wasm in a worker of their own: run() and load().

import { decodeEvents } from "./events";
import { ProgramError, compile } from "./module";
import { bury, stop } from "./retire";
import { VERSION, type StartParent, type ToPage } from "./protocol";

export { ProgramError };

/** What run() is given. */
export interface RunOptions {
  /** A URL is fetched and compiled once and kept for later runs. */
  module: string | URL | WebAssembly.Module;
  /** The size of pools whose Options.Workers is 0. Default: one worker a core. */
  workers?: number;
  /** The program's arguments, os.Args[1:]. */
  args?: readonly string[];
  /** Whole lines: each call's text ends in "\n". */
  onOutput?: (text: string, stream: "stdout" | "stderr") => void;
  /** What the program's pools do. The program reports it only where this is given. */
  onEvent?: (events: readonly PoolEvent[]) => void;
  /** Aborting it stops the program. */
  signal?: AbortSignal;
}

/** A running program. */
export interface Program {
  /** Resolves when the program's main is about to run. */
  readonly started: Promise<void>;
  /** Resolves with the exit code; rejects with a ProgramError or, after stop(), a StoppedError. */
  readonly exited: Promise<number>;
  /** Ends the program and all its workers at once, whatever they do. */
  stop(): void;
}

/** Go's names of pool.EventKind. */
export type PoolEventKind =
  | "JobStarted"
  | "ChunkQueued"
  | "ChunkStarted"
  | "ChunkDone"
  | "JobDone"
  | "CallerBlocked"
  | "CallerResumed"
  | "WorkerStarted"
  | "WorkerReady"
  | "WorkerExited"
  | "WorkerDied";

/** One thing that happened in a pool. Times are milliseconds since the program started. */
export interface PoolEvent {
  kind: PoolEventKind;
  /** Counts the program's pools from 0. */
  pool: number;
  at: number;
  /** -1 where none. */
  job: number;
  /** The worker's slot, -1 where none. */
  worker: number;
  fn: string;
  /** The chunk's tasks; of a job, 0 and its number of tasks (-1 while unknown). */
  first: number;
  count: number;
  bytes: number;
  error: string;
  /** Of ChunkDone: when the worker ran it. */
  start: number;
  end: number;
}

/** Rejects Program.exited after stop(). */
export class StoppedError extends Error {
  override name = "StoppedError";
  constructor() {
    super("the program was stopped");
  }
}

/** Fetches and compiles a module ahead of run(), which then shares it. */
export function load(module: string | URL): Promise<WebAssembly.Module> {
  return compile(module);
}

/** Starts a program. Both promises end, whatever happens; one that nobody looks at is no
 * "unhandled rejection". */
export function run(options: RunOptions): Program {
  return new Run(options);
}

const shellURL = new URL("./poolground-worker.js", import.meta.url);

class Run implements Program {
  readonly started: Promise<void>;
  readonly exited: Promise<number>;
  readonly #options: RunOptions;
  readonly #start = settleable<undefined>();
  readonly #exit = settleable<number>();
  #shell: Worker | null = null;
  #ended = false;

  constructor(options: RunOptions) {
    this.#options = options;
    this.started = this.#start.promise;
    this.exited = this.#exit.promise;
    this.started.catch(() => {});
    this.exited.catch(() => {});
    options.signal?.addEventListener("abort", this.#abort);
    if (options.signal?.aborted) this.stop();
    else this.#load().catch((error: unknown) => this.#fail(error));
  }

  stop(): void {
    this.#fail(new StoppedError());
  }

  readonly #abort = (): void => this.stop();

  async #load(): Promise<void> {
    const { module } = this.#options;
    const compiled = module instanceof WebAssembly.Module ? module : await compile(module);
    if (this.#ended) return;
    const shell = new Worker(shellURL, { type: "module", name: "pool program" });
    this.#shell = shell;
    shell.onmessage = ({ data }: MessageEvent<ToPage>) => this.#receive(data);
    shell.onmessageerror = () => this.#fail(new ProgramError("the program sent a message that could not be decoded"));
    shell.onerror = (event) => {
      event.preventDefault();
      this.#fail(new ProgramError(shellFailure(event)));
    };
    const start: StartParent = {
      kind: "start",
      role: "parent",
      version: VERSION,
      module: compiled,
      args: this.#options.args ?? [],
      workers: this.#options.workers ?? 0,
      observe: this.#options.onEvent !== undefined,
    };
    shell.postMessage(start);
  }

  #receive(message: ToPage): void {
    switch (message.kind) {
      case "started":
        return this.#start.resolve(undefined);
      case "output":
        return this.#options.onOutput?.(message.text, message.stream === 1 ? "stdout" : "stderr");
      case "events":
        return this.#options.onEvent?.(decodeEvents(message.batch));
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

  #end(endShell: (shell: Worker) => void): void {
    this.#ended = true;
    this.#options.signal?.removeEventListener("abort", this.#abort);
    if (this.#shell !== null) endShell(this.#shell);
    this.#shell = null;
  }
}

function shellFailure(event: Event): string {
  const message = (event as Partial<ErrorEvent>).message;
  if (message) return `the worker script failed: ${message}`;
  return `the worker script ${shellURL.href} could not be loaded: it is missing or broken, or a content security policy refuses it`;
}

interface Settleable<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (reason: Error) => void;
}

function settleable<T>(): Settleable<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
