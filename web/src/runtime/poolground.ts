// Runs Go programs built for js/wasm in a worker of their own: run() and load().

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

/** Why a program could not be loaded, started or run to its end. */
export class ProgramError extends Error {
  override name = "ProgramError";
}

/** Rejects Program.exited after stop(). */
export class StoppedError extends Error {
  override name = "StoppedError";
  constructor() {
    super("the program was stopped");
  }
}

/** Starts a program. */
export function run(_options: RunOptions): Program {
  throw new ProgramError("not built yet");
}

/** Fetches and compiles a module ahead of run(), which then shares it. */
export function load(_module: string | URL): Promise<WebAssembly.Module> {
  return Promise.reject(new ProgramError("not built yet"));
}
