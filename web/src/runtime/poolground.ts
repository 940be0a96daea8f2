// What a page imports: run() and load() for Go programs built for js/wasm, Pool for their functions.

import { ProgramError, compile } from "./module";
import { Run, StoppedError } from "./program";

export { ProgramError, StoppedError };
export type { AsyncResult, WaitOptions } from "./asyncresult";
export { Pool, type OpenOptions } from "./jspool";
export type { JobOptions, Settled, StreamOptions } from "./joboptions";
export { PoolError, TaskError, type PoolErrorCode } from "./poolerror";
export type { NumberArray } from "./values";

/** What run() is given. */
export interface RunOptions {
  /** A URL is fetched and compiled once and kept for later runs. */
  module: string | URL | WebAssembly.Module;
  /** The size of pools whose Options.Workers is 0. Default: one worker a core. */
  workers?: number;
  /** The program's arguments, os.Args[1:]. */
  args?: readonly string[];
  /** Whole lines: each call's text ends in "\n". */
  onOutput?: (text: string, stream: "stdout" | "stderr", print: Print) => void;
  /** What the program's pools do. The program reports it only where this is given. */
  onEvent?: (events: readonly PoolEvent[]) => void;
  /** Whether small frames go through shared memory where the page is cross-origin isolated, which
   * makes small calls several times as fast. Default: true. */
  sharedMemory?: boolean;
  /** The most bytes of memory that the program, and each of its workers, may have. One that grows
   * beyond it ends; a pool starts another worker. Default: as much as the browser gives. */
  memoryLimit?: number;
  /** The URL of poolground-worker.js, of the page's own origin and of this very version. Default: the
   * script that comes with this file; in the npm package, where it is a part of this file, a blob:
   * URL, which a content security policy must allow as worker-src. */
  workerScript?: string | URL;
  /** Whether the program, of which the page knows nothing, is kept from storage, from other pages and
   * workers of the page's origin, and from what else a browser offers to workers; and its network to
   * what the page's content security policy allows, which it then has, too. The policy must allow
   * blob: as worker-src, and should allow no unsafe-eval. Default: false. */
  confined?: boolean;
  /** Aborting it stops the program. */
  signal?: AbortSignal;
}

/** How a text was printed. */
export interface Print {
  /** When, in milliseconds since the program started. */
  readonly at: number;
  /** Whether the program itself printed it, and not a worker. */
  readonly own: boolean;
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

/** Fetches and compiles a module ahead of run(), which then shares it. */
export function load(module: string | URL): Promise<WebAssembly.Module> {
  return compile(module);
}

/** Starts a program. Both promises end, whatever happens; one that nobody looks at is no
 * "unhandled rejection". */
export function run(options: RunOptions): Program {
  return new Run(options);
}
