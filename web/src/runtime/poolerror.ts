// The errors of a Pool.

import type { Failure } from "./jobs-protocol";

/** What went wrong. Those of Go's package pool have its names; the others are
 * - ErrTask: a task returned an error or panicked, or its argument or result could not cross
 * - ErrInvalid: the call itself is wrong: no such function, an option out of range
 * - ErrTimeout: get or wait gave up; the job goes on
 * - ErrProgram: the program could not be loaded, does not serve, exited or trapped: see cause */
export type PoolErrorCode =
  | "ErrClosed"
  | "ErrTerminated"
  | "ErrNotClosed"
  | "ErrNotReady"
  | "ErrWorkerDied"
  | "ErrTaskTimeout"
  | "ErrNested"
  | "ErrJobCanceled"
  | "ErrTask"
  | "ErrInvalid"
  | "ErrTimeout"
  | "ErrProgram";

/** What every promise of a Pool rejects with. */
export class PoolError extends Error {
  override name = "PoolError";
  readonly code: PoolErrorCode;

  constructor(code: PoolErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Says which task of a job failed, and where. Its cause is what the task returned: an Error whose
 * name is the one that pool.RegisterError gave it, if any, an AggregateError where it wraps several.
 * After a panic its stack is the worker's. */
export class TaskError extends PoolError {
  override name = "TaskError";
  readonly function: string;
  /** Of the task in its job; -1 for an initializer. */
  readonly index: number;
  /** The slot, from 0; -1 where the task never reached a worker. */
  readonly worker: number;

  constructor(code: PoolErrorCode, message: string, task: Pick<TaskError, "function" | "index" | "worker">, options?: ErrorOptions) {
    super(code, message, options);
    this.function = task.function;
    this.index = task.index;
    this.worker = task.worker;
  }
}

/** The error that the program tells of. */
export function errorOf(failure: Failure): PoolError {
  const cause = causeOf(failure.wrapped ?? []);
  const options = cause === undefined ? {} : { cause };
  if (!failure.task) return new PoolError(codeOf(failure) ?? "ErrInvalid", failure.text, options);
  const error = new TaskError(codeOf(failure) ?? "ErrTask", failure.text, failure, options);
  if (failure.stack !== "") error.stack = `TaskError: ${failure.text}\n${failure.stack}`;
  return error;
}

function causeOf(wrapped: readonly Failure[]): Error | undefined {
  const [first] = wrapped;
  if (first === undefined) return undefined;
  if (wrapped.length > 1) return new AggregateError(wrapped.map(plainError), first.text);
  return plainError(first);
}

function plainError(failure: Failure): Error {
  if (failure.task) return errorOf(failure);
  const cause = causeOf(failure.wrapped ?? []);
  const error = new Error(failure.text, cause === undefined ? {} : { cause });
  if (failure.name !== "") error.name = failure.name;
  return error;
}

const sentinel = "pool.";

/** The first of package pool's errors in the tree. */
function codeOf(failure: Failure): PoolErrorCode | undefined {
  if (failure.name.startsWith(`${sentinel}Err`)) return failure.name.slice(sentinel.length) as PoolErrorCode;
  for (const wrapped of failure.wrapped ?? []) {
    const code = codeOf(wrapped);
    if (code !== undefined) return code;
  }
  return undefined;
}

/** Text for what was thrown, which need not be an Error. */
export function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
