// What each of the three ways is given, and the numbers that it works through.
import type { NumberArray, Pool } from "../runtime/poolground.ts";

/** How many numbers a task looks at; web/programs/freeze knows it too. */
const SPAN = 10_000;

export interface Work {
  /** The tasks' arguments: where each begins to count. */
  readonly starts: Int32Array<ArrayBuffer>;
  /** The function on the page's own thread. */
  readonly primes: (start: number) => number;
  /** A pool whose workers have the same function. */
  readonly pool: Pool;
  /** Notes a line and when it was reached. */
  readonly log: (text: string) => void;
  /** Resolves with the page's next frame. */
  readonly nextFrame: () => Promise<void>;
}

/** Does the job in its way and returns how many primes there are. */
export type Way = (work: Work) => number | Promise<number>;

/** The tasks that count the primes below a number. */
export function startsBelow(limit: number): Int32Array<ArrayBuffer> {
  return Int32Array.from({ length: Math.ceil(limit / SPAN) }, (_, i) => i * SPAN);
}

export function sum(counts: NumberArray | unknown[]): number {
  let total = 0;
  for (const count of counts) total += Number(count);
  return total;
}
