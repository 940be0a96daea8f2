// What the figures above the lanes are, of all that has happened until a moment.
//
// A pool's wall time is when at least one of its jobs was under way, its last chunk included. Work
// is the time that workers spent in chunks. Then, by definition,
//
//   busy share of a worker = its work / its pool's wall time
//   speed-up over serial   = work of all workers / wall time of all pools
//   overhead per task      = (workers × wall time − work) / tasks
//
// The speed-up compares with a loop that runs the same tasks one after the other and takes as long
// for each as the workers took. The overhead is what a task cost beyond itself: workers' time in
// which they waited for the parent, for each other at the job's end, or to be started.
//
// The strip leaves out what is true and says nothing: see speedupDoubt and overheadDoubt.
import type { Lane } from "./lane.ts";
import type { Job, TimelineModel } from "./model.ts";

export interface Figures {
  /** Milliseconds in which a job of any pool was under way. */
  readonly wall: number;
  /** Milliseconds that all workers were in chunks. */
  readonly work: number;
  /** Tasks of the chunks that have ended. */
  readonly tasks: number;
  /** By lane, in the model's order, from 0 to 1; null where its pool had no job. */
  readonly busy: readonly (number | null)[];
  /** The mean of busy; null where there was no job. */
  readonly share: number | null;
  readonly speedup: number | null;
  /** Milliseconds; null while no task has ended. */
  readonly overhead: number | null;
}

/** With less work than this, in milliseconds, figures tell of how long workers take to start. */
const LEAST_WORK = 50;

const LITTLE = `all tasks together took less than ${LEAST_WORK} ms, too little beside starting the workers.`;

/** Why the speed-up of a run says nothing, in a sentence; "" if it does. */
export function speedupDoubt({ speedup, work }: Figures): string {
  if (speedup === null || work >= LEAST_WORK) return "";
  return `No speed-up to tell: ${LITTLE}`;
}

/** Why the overhead of a run says nothing, in a sentence; "" if it does. */
export function overheadDoubt({ overhead, tasks, busy, work }: Figures, jobs: number): string {
  if (overhead === null) return "";
  if (work < LEAST_WORK) return `No overhead to tell: ${LITTLE}`;
  if (tasks >= jobs * busy.length) return "";
  return "No overhead to tell: there were fewer tasks than workers, so some workers had nothing to do.";
}

export function figuresOf(model: TimelineModel, now: number): Figures {
  const until = (end: number | null): number => end ?? now;
  const ends = new Map<Job, number>();
  for (const job of model.jobs.values()) ends.set(job, Math.max(until(job.end), job.start));
  const work = model.workers.map((lane) => workOf(model, lane, until, ends));
  const walls = wallsByPool(ends);
  const all = [...ends].map(([{ start }, end]) => [start, end] as const);
  const wall = union(all);
  const busy = model.workers.map((lane, i) => ratio(work[i] ?? 0, walls.get(lane.pool) ?? 0));
  const total = work.reduce((sum, ms) => sum + ms, 0);
  const tasks = tasksOf(model);
  const room = model.workers.reduce((sum, lane) => sum + (walls.get(lane.pool) ?? 0), 0);
  return {
    wall,
    work: total,
    tasks,
    busy,
    share: ratio(total, room),
    speedup: ratio(total, wall),
    overhead: ratio(Math.max(room - total, 0), tasks),
  };
}

/** The work of a lane. Its chunks may prolong their jobs. */
function workOf(model: TimelineModel, lane: Lane, until: (end: number | null) => number, ends: Map<Job, number>): number {
  let work = 0;
  for (const span of lane.chunks) {
    const end = Math.max(until(span.end), span.start);
    work += end - span.start;
    const job = model.jobOf(span);
    if (job) ends.set(job, Math.max(ends.get(job) ?? 0, end));
  }
  return work;
}

function wallsByPool(ends: ReadonlyMap<Job, number>): Map<number, number> {
  const spans = new Map<number, (readonly [number, number])[]>();
  for (const [job, end] of ends) {
    const of = spans.get(job.pool) ?? [];
    of.push([job.start, end]);
    spans.set(job.pool, of);
  }
  return new Map([...spans].map(([pool, of]) => [pool, union(of)]));
}

/** How long at least one of the spans lasted. */
function union(spans: readonly (readonly [number, number])[]): number {
  let [total, reached] = [0, -Infinity];
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    total += Math.max(end - Math.max(start, reached), 0);
    reached = Math.max(reached, end);
  }
  return total;
}

function tasksOf(model: TimelineModel): number {
  let tasks = 0;
  for (const lane of model.workers) {
    for (const { end, count } of lane.chunks) if (end !== null) tasks += count;
  }
  return tasks;
}

function ratio(a: number, b: number): number | null {
  return b > 0 ? a / b : null;
}
