// The result of a job that may still run.

import { PoolError } from "./poolerror";
import { settleable } from "./settleable";

/** How long get and wait wait. */
export interface WaitOptions {
  /** ms. Default: without end. */
  timeout?: number;
}

/** What mapAsync and its kin return. All methods may be called any number of times; a failure that
 * nobody asks for is no "unhandled rejection". */
export interface AsyncResult<T> {
  /** Waits for the result; rejects with the job's PoolError, or with ErrTimeout, after which the
   * job goes on. A result that is ready wins. */
  get(options?: WaitOptions): Promise<T>;
  /** Waits until the job has ended, whatever the outcome; rejects only with ErrTimeout. */
  wait(options?: WaitOptions): Promise<void>;
  /** Whether the job has ended. */
  ready(): boolean;
  /** Whether it ended without any error. Throws ErrNotReady before it has ended. */
  successful(): boolean;
  /** Ends the job, unless it has ended, with ErrJobCanceled. */
  cancel(): void;
}

/** What a timer of the browser can hold, ms. */
const longest = 2 ** 31 - 1;

/** An AsyncResult and the way to settle it, once. */
export class Result<T> implements AsyncResult<T> {
  readonly #outcome = settleable<T>();
  readonly #cancel: () => void;
  #state: "running" | "succeeded" | "failed" = "running";

  constructor(cancel: () => void) {
    this.#cancel = cancel;
    this.#outcome.promise.catch(() => {});
  }

  get({ timeout }: WaitOptions = {}): Promise<T> {
    if (timeout === undefined || this.ready()) return this.#outcome.promise;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new PoolError("ErrTimeout", `pool: the result is not ready after ${timeout} ms; the job goes on`)), Math.min(timeout, longest));
      this.#outcome.promise.finally(() => clearTimeout(timer)).then(resolve, reject);
    });
  }

  async wait(options?: WaitOptions): Promise<void> {
    try {
      await this.get(options);
    } catch (error) {
      if (error instanceof PoolError && error.code === "ErrTimeout") throw error;
    }
  }

  ready(): boolean {
    return this.#state !== "running";
  }

  successful(): boolean {
    if (!this.ready()) throw new PoolError("ErrNotReady", "pool: the result is not ready yet");
    return this.#state === "succeeded";
  }

  cancel(): void {
    this.#cancel();
  }

  /** failed says that tasks failed although there are results. */
  resolve(value: T, failed: boolean): void {
    this.#state = failed ? "failed" : "succeeded";
    this.#outcome.resolve(value);
  }

  reject(error: Error): void {
    this.#state = "failed";
    this.#outcome.reject(error);
  }
}
