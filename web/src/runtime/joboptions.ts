// What the methods of a Pool are told besides a function and its arguments.

import type { RequestOptions } from "./jobs-protocol";

/** Options of every job. */
export interface JobOptions {
  /** How many consecutive tasks a worker is given at once. Default: a list's length / (4 x workers),
   * rounded up; imap adapts. */
  chunkSize?: number;
  /** Runs every task whatever fails: results are then what Promise.allSettled gives. */
  keepGoing?: boolean;
  /** How often tasks whose worker died are given to another. Default: 0. */
  retries?: number;
  /** ms. A task that runs longer loses its worker and fails with ErrTaskTimeout. */
  taskTimeout?: number;
  /** Called with the number of finished tasks as it rises; total is -1 while it is unknown (imap). */
  onProgress?: (done: number, total: number) => void;
  /** Aborting it ends the job with ErrJobCanceled, whose cause is the signal's reason. */
  signal?: AbortSignal;
}

/** Options of a job that gives outcomes instead of values. */
export type Settled = JobOptions & { keepGoing: true };

/** Options of imap and imapUnordered. */
export type StreamOptions = JobOptions;

/** Numbers that are none are refused by the program, which gets NaN as an argument out of range. */
export function requestOptions(o: JobOptions): RequestOptions {
  return {
    ...(o.chunkSize !== undefined && { chunkSize: whole(o.chunkSize) }),
    ...(o.keepGoing !== undefined && { keepGoing: o.keepGoing }),
    ...(o.retries !== undefined && { retries: whole(o.retries) }),
    ...(o.taskTimeout !== undefined && { taskTimeout: o.taskTimeout }),
    ...(o.onProgress !== undefined && { progress: true }),
  };
}

/** A whole number within 32 bits; what is not a number becomes one that is refused. */
export function whole(n: number): number {
  return Number.isNaN(n) ? -1 : Math.trunc(Math.min(Math.max(n, -1), 2 ** 31 - 1));
}
