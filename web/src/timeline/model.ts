// Turns a program's events into lanes of spans: what the timeline draws and describes.
import type { PoolEvent } from "../runtime/poolground.ts";

/** A stretch of time in a lane, in milliseconds since the program started. */
export interface Span {
  readonly kind: "free" | "blocked" | "starting" | "idle" | "chunk";
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

export interface Lane {
  readonly pool: number;
  /** -1 in the parent's lane. */
  readonly worker: number;
  /** One after the other: what the parent or the worker is, apart from its chunks. */
  readonly states: Span[];
  readonly chunks: Span[];
  readonly deaths: Death[];
}

/** A job as the legend names it. */
export interface Job {
  readonly pool: number;
  readonly job: number;
  readonly fn: string;
  /** Counts all jobs of the program: which colour it has. */
  readonly index: number;
}

export class TimelineModel {
  readonly parent: Lane = newLane(-1, -1);
  /** By pool, then slot. */
  workers: Lane[];
  readonly jobs = new Map<string, Job>();
  /** The latest time that is known of. */
  latest = 0;
  #expected: boolean;
  #blocked = 0;
  readonly #open = new Map<string, Span>();

  /** Begins with the lanes of so many workers, which give way to those that really start. */
  constructor(workers: number) {
    this.workers = Array.from({ length: workers }, (_, slot) => newLane(0, slot));
    this.#expected = true;
  }

  begin(): void {
    if (this.parent.states.length === 0) this.parent.states.push(newSpan("free", 0));
  }

  add(events: readonly PoolEvent[]): void {
    this.begin();
    for (const event of events) {
      this.latest = Math.max(this.latest, event.at);
      this.#take(event);
    }
  }

  /** Ends all that still lasts. */
  finish(at: number): void {
    this.latest = Math.max(this.latest, at);
    for (const span of this.#open.values()) span.end ??= this.latest;
    this.#open.clear();
    for (const lane of [this.parent, ...this.workers]) {
      const last = lane.states.at(-1);
      if (last) last.end ??= this.latest;
    }
  }

  jobOf(span: Span): Job | undefined {
    return this.jobs.get(`${span.pool}/${span.job}`);
  }

  #take(event: PoolEvent): void {
    switch (event.kind) {
      case "CallerBlocked":
        if (this.#blocked++ === 0) turn(this.parent, newSpan("blocked", event.at, event));
        return;
      case "CallerResumed":
        this.#blocked = Math.max(this.#blocked - 1, 0);
        if (this.#blocked === 0) turn(this.parent, newSpan("free", event.at));
        return;
      case "JobStarted":
        return this.#nameJob(event);
      case "WorkerStarted":
        return turn(this.#lane(event), newSpan("starting", event.at));
      case "WorkerReady":
        return turn(this.#lane(event), newSpan("idle", event.at));
      case "WorkerExited":
      case "WorkerDied":
        return this.#leave(this.#lane(event), event);
      case "ChunkStarted":
        return this.#startChunk(this.#lane(event), event);
      case "ChunkDone":
        return this.#endChunk(this.#lane(event), event);
      case "ChunkQueued":
      case "JobDone":
        return;
      default:
        event.kind satisfies never; // a newer program's events are passed over
    }
  }

  #nameJob(event: PoolEvent): void {
    const key = `${event.pool}/${event.job}`;
    if (this.jobs.has(key)) return;
    this.jobs.set(key, { pool: event.pool, job: event.job, fn: event.fn, index: this.jobs.size });
  }

  #startChunk(lane: Lane, event: PoolEvent): void {
    this.#nameJob(event);
    const span = newSpan("chunk", event.at, event);
    this.#open.set(chunkKey(event), span);
    lane.chunks.push(span);
  }

  #endChunk(lane: Lane, event: PoolEvent): void {
    const key = chunkKey(event);
    if (!this.#open.has(key)) this.#startChunk(lane, event);
    const span = this.#open.get(key);
    this.#open.delete(key);
    if (!span) return;
    const measured = event.end > 0;
    span.start = measured ? event.start : Math.min(span.start, event.at);
    span.end = measured ? event.end : event.at;
    span.bytes = event.bytes;
    span.error = event.error;
  }

  #leave(lane: Lane, event: PoolEvent): void {
    const last = lane.states.at(-1);
    if (last) last.end ??= event.at;
    if (event.kind === "WorkerDied") lane.deaths.push({ at: event.at, error: event.error });
    for (const [key, span] of this.#open) {
      if (!key.startsWith(`${event.pool}/${event.worker}/`)) continue;
      span.end = event.at;
      span.error = event.error;
      this.#open.delete(key);
    }
  }

  #lane(event: PoolEvent): Lane {
    if (this.#expected) {
      this.#expected = false;
      this.workers = [];
    }
    let at = this.workers.length;
    for (; at > 0; at--) {
      const lane = this.workers[at - 1];
      if (!lane) break;
      if (lane.pool === event.pool && lane.worker === event.worker) return lane;
      if (lane.pool < event.pool || (lane.pool === event.pool && lane.worker < event.worker)) break;
    }
    const lane = newLane(event.pool, event.worker);
    this.workers.splice(at, 0, lane);
    return lane;
  }
}

function chunkKey(event: PoolEvent): string {
  return `${event.pool}/${event.worker}/${event.job}/${event.first}`;
}

/** Ends a lane's state and begins the next. */
function turn(lane: Lane, next: Span): void {
  const last = lane.states.at(-1);
  if (last) last.end ??= next.start;
  lane.states.push(next);
}

function newLane(pool: number, worker: number): Lane {
  return { pool, worker, states: [], chunks: [], deaths: [] };
}

function newSpan(kind: Span["kind"], start: number, event?: PoolEvent): Span {
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
