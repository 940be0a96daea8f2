// What the timeline's lanes are made of.
import type { PoolEvent } from "../runtime/poolground.ts";

/** A stretch of time in a lane, in milliseconds since the program started.
 *
 * The parent is running (on its own), free (running while a job is under way behind it) or blocked
 * (in a call). A worker is starting, replacing (starting in the place of one that has gone) or idle;
 * its chunks stand over that. */
export interface Span {
  readonly kind: "running" | "free" | "blocked" | "starting" | "replacing" | "idle" | "chunk";
  start: number;
  /** null while it lasts. */
  end: number | null;
  /** The function of a chunk, or the call that blocks the parent. */
  readonly fn: string;
  readonly pool: number;
  readonly job: number;
  readonly first: number;
  readonly count: number;
  bytes: number;
  error: string;
}

/** A worker that died, and why. */
export interface Death {
  readonly at: number;
  readonly error: string;
}

/** A text that the parent printed. */
export interface Printed {
  readonly at: number;
  /** How many lines there are with it, and its last that is not empty. */
  readonly total: number;
  readonly last: string;
}

export interface Lane {
  readonly pool: number;
  /** -1 in the parent's lane. */
  readonly worker: number;
  /** One after the other: what the parent or the worker is, apart from its chunks. */
  readonly states: Span[];
  /** One after the other: a worker runs one at a time. */
  readonly chunks: Span[];
  readonly deaths: Death[];
  /** In the parent's lane: by their time. */
  readonly prints: Printed[];
}

export function newLane(pool: number, worker: number): Lane {
  return { pool, worker, states: [], chunks: [], deaths: [], prints: [] };
}

export function newSpan(kind: Span["kind"], start: number, event?: PoolEvent): Span {
  return {
    kind,
    start,
    end: null,
    fn: event?.fn ?? "",
    pool: event?.pool ?? -1,
    job: event?.job ?? -1,
    first: event?.first ?? 0,
    count: event?.count ?? 0,
    bytes: event?.bytes ?? 0,
    error: "",
  };
}

/** Ends a lane's state and begins the next. */
export function turn(lane: Lane, next: Span): void {
  rest(lane, next.start);
  lane.states.push(next);
}

/** Ends a lane's state. */
export function rest(lane: Lane, at: number): void {
  const last = lane.states.at(-1);
  if (last) last.end ??= at;
}

/** What the parent printed within a span: how many lines, and the last. */
export function printedIn(lane: Lane, { start, end }: Span): { lines: number; last: string } {
  const totalBefore = (at: number): number => lane.prints[firstPrint(lane, at) - 1]?.total ?? 0;
  const lines = totalBefore(end ?? Infinity) - totalBefore(start);
  return { lines, last: lane.prints[firstPrint(lane, end ?? Infinity) - 1]?.last ?? "" };
}

/** The place of the first print at a moment or later. */
export function firstPrint({ prints }: Lane, at: number): number {
  return bisect(prints.length, (i) => (prints[i]?.at ?? Infinity) >= at);
}

/** The first of spans, which follow each other, that ends after a moment: its place, or how many
 * there are. What lasts ends after all. */
export function firstAfter(spans: readonly Span[], at: number): number {
  return bisect(spans.length, (i) => (spans[i]?.end ?? Infinity) > at);
}

/** The first number below n from which on something holds, or n. */
function bisect(n: number, holds: (i: number) => boolean): number {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
