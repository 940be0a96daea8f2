// Events for tests.
import type { PoolEvent, PoolEventKind } from "../runtime/poolground.ts";
import { TimelineModel } from "./model.ts";

export function event(kind: PoolEventKind, at: number, rest: Partial<PoolEvent> = {}): PoolEvent {
  const none = { pool: 0, job: -1, worker: -1, fn: "", first: 0, count: 0, bytes: 0, error: "", start: 0, end: 0 };
  return { ...none, ...rest, kind, at };
}

/** A chunk of one task, or of more, that its worker ran from start to end; the parent heard of it then. */
export function chunk(worker: number, start: number, end: number, rest: Partial<PoolEvent> = {}): PoolEvent[] {
  const of = { worker, job: 0, fn: "f", count: 1, ...rest };
  return [event("ChunkStarted", start, of), event("ChunkDone", end, { ...of, start, end })];
}

/** A run whose events are given in any order, until a moment. */
export function modelOf(events: readonly PoolEvent[], until?: number): TimelineModel {
  const model = new TimelineModel(2);
  model.add([...events].sort((a, b) => a.at - b.at));
  if (until !== undefined) model.finish(until);
  return model;
}

/** So many chunks of half a millisecond, one each millisecond, on so many workers in turns. */
export function many(chunks: number, workers: number): PoolEvent[] {
  const events: PoolEvent[] = [event("JobStarted", 0, { job: 0, fn: "f", count: chunks })];
  for (let i = 0; i < chunks; i++) events.push(...chunk(i % workers, i + 1, i + 1.5, { first: i, bytes: 8 }));
  return [...events, event("JobDone", chunks + 2, { job: 0, fn: "f", count: chunks })];
}
