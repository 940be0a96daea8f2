// What the page, the worker shell and Go say to each other. Its Go mirror is
// wasm/webworker/protocol.go; a test there fails when the two drift.

/** Changes with every change of this file: a page and a cached shell must agree on it. */
export const VERSION = 11;

/** The first message to a shell: which program to run, and as what. */
export type Start = StartParent | StartWorker;

interface StartCommon {
  kind: "start";
  version: number;
  module: WebAssembly.Module;
  args: readonly string[];
  /** The most bytes that its memory may grow to. */
  memoryLimit: number;
}

export interface StartParent extends StartCommon {
  role: "parent";
  /** The size of pools that do not say theirs; 0: one worker a core. */
  workers: number;
  /** Whether the page wants the pools' events. */
  observe: boolean;
  /** Whether lines to pool workers may use shared memory. */
  sharedMemory: boolean;
  /** Whether the page wants the program's functions instead of its main. Frames of jobs-protocol.ts
   * then cross on PARENT_LINK. */
  serve: boolean;
}

export interface StartWorker extends StartCommon {
  role: "worker";
  slot: number;
  /** Of the line to its parent; null where the page may not share memory. */
  shared: SharedArrayBuffer | null;
}

/** How a program ended. It is the last message of a shell. */
export type End =
  | { kind: "exit"; code: number }
  | { kind: "trap"; reason: string }
  | { kind: "failed"; reason: string };

/** Why a module has no functions for a page. */
export const NOT_POOLGROUND =
  "the module does not import poolground/wasm/webworker, so it has no functions for a page";

/** How a program ended that the page stopped. */
export interface Stopped {
  kind: "stopped";
}

/** Asks a program's shell to end the program; a shell that computes does not hear it. The answer
 * is "stopped". */
export const STOP = "stop";

/** What a program's shell tells the page. */
export type ToPage =
  | { kind: "started" }
  | { kind: "output"; stream: Stream; text: string; at: number; own: boolean }
  | { kind: "events"; batch: ArrayBuffer }
  | Uint8Array<ArrayBuffer>
  | Stopped
  | End;

/** Says, both ways, that something waits in shared memory. */
export const DOORBELL = null;

/** What a pool worker's shell tells its parent's. A frame is a bare Uint8Array, both ways; its
 * buffer may be longer. */
export type ToParent = Uint8Array<ArrayBuffer> | typeof DOORBELL | { kind: "output"; stream: Stream; bytes: Uint8Array<ArrayBuffer> } | End;

/** A file descriptor: stdout or stderr. */
export type Stream = 1 | 2;

/** What a shell has for Go: the kind of what Host.next returns. */
export const Delivery = { frame: 0, stdout: 1, stderr: 2, end: 3 } as const;
export type Delivery = (typeof Delivery)[keyof typeof Delivery];

/** Where Host.send and Host.next find their arguments, and next puts its results: words of 32
 * bits from the box's address. address and length are places in a piece. */
export const Box = {
  link: 0, pieces: 1, piece: 2, address: 0, length: 1, pieceWords: 2, kind: 18, size: 19, following: 20,
} as const;

/** The kind where nothing waits. */
export const NOTHING = -1;

/** The link of a pool worker to its parent, and of a program that serves to the page; links to workers count from 1. */
export const PARENT_LINK = 0;

/** Stands for a link where a turn of the event loop is meant. */
export const TURN = -1;

/** Stands for a link where the end of Host.later is meant. */
export const LATER = -2;

/** What Go exports to the shell. */
export interface Exports {
  /** Says that a link has deliveries, that a turn has come round, or that later is now. Go looks when it is resumed. */
  poolground_wake(link: number): void;
}

/** What Go finds as globalThis.poolground. Memory is given as pairs of address and length. */
export interface Host {
  readonly version: number;
  readonly role: "parent" | "worker";
  /** The slot of a pool worker; -1 in a parent. */
  readonly slot: number;
  readonly workers: number;
  readonly observe: boolean;
  readonly serve: boolean;
  /** Go is ready to be woken. At `batch` lie the address and length of unsent events, at `box`
   * lies a Box. `start` is what performance.now() showed when the clock of events was at 0;
   * 0 where there are no events. */
  attach(batch: number, box: number, start: number): void;
  /** Starts a worker, from another script if one is named, and returns its link. */
  start(slot: number, script: string): number;
  /** Sends one frame made of the box's pieces to its link. */
  send(): void;
  kill(link: number): void;
  /** Takes the next delivery of the box's link if it fits into the box's first piece; else tells
   * its size. */
  next(): void;
  /** Sends a batch of events to the page. */
  events(address: number, length: number): void;
  /** Prints what a worker of the program's printed. */
  relay(stream: Stream, address: number, length: number): void;
  /** Wakes TURN once the messages that wait now are with Go. */
  turn(): void;
  /** Wakes LATER after so many ms. */
  later(ms: number): void;
  /** At the address lies what the shell sends in place of a worker that exits or traps: see
   * LastWords of package pool. */
  lastWords(address: number): void;
}

/** The numbers of an event in a batch, little-endian, in this order; then follow the bytes of
 * fn and of error. */
export const EVENT_FIELDS = [
  ["fnLength", "u32"],
  ["errorLength", "u32"],
  ["kind", "i32"],
  ["pool", "i32"],
  ["job", "i32"],
  ["worker", "i32"],
  ["first", "f64"],
  ["count", "f64"],
  ["bytes", "f64"],
  ["at", "f64"],
  ["start", "f64"],
  ["end", "f64"],
] as const;

/** The names of pool.EventKind, by number. */
export const EVENT_KINDS = [
  "JobStarted",
  "ChunkQueued",
  "ChunkStarted",
  "ChunkDone",
  "JobDone",
  "CallerBlocked",
  "CallerResumed",
  "WorkerStarted",
  "WorkerReady",
  "WorkerExited",
  "WorkerDied",
] as const;
