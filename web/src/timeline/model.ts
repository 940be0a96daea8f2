// Turns a program's events into lanes of spans: what the timeline draws and describes.
import type { PoolEvent } from "../runtime/poolground.ts";
import { newLane, newSpan, rest, turn, type Lane, type Span } from "./lane.ts";
import { ParentLane } from "./parent-lane.ts";

/** A job as the legend names it and the figures count it. */
export interface Job {
  readonly pool: number;
  readonly job: number;
  readonly fn: string;
  /** Counts all jobs of the program: which colour it has. */
  readonly index: number;
  /** Milliseconds since the program started. */
  readonly start: number;
  /** null while it is under way. A chunk of it may run on for longer. */
  end: number | null;
}

export class TimelineModel {
  /** By pool, then slot. */
  workers: Lane[];
  readonly jobs = new Map<string, Job>();
  /** The latest time that is known of. */
  latest = 0;
  #expected: boolean;
  readonly #parent = new ParentLane();
  readonly #open = new Map<Lane, Span>();

  /** Begins with the lanes of so many workers, which give way to those that really start. */
  constructor(workers: number) {
    this.workers = Array.from({ length: workers }, (_, slot) => newLane(0, slot));
    this.#expected = true;
  }

  get parent(): Lane {
    return this.#parent.lane;
  }

  get lanes(): readonly Lane[] {
    return [this.parent, ...this.workers];
  }

  /** Whether there is nothing yet. */
  get empty(): boolean {
    return this.parent.states.length === 0;
  }

  begin(): void {
    this.#parent.begin();
  }

  /** The program itself, and none of its workers, printed a text. */
  printed(at: number, text: string): void {
    this.begin();
    this.latest = Math.max(this.latest, at);
    this.#parent.printed(at, text);
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
    for (const lane of this.lanes) rest(lane, this.latest);
    for (const job of this.jobs.values()) job.end ??= this.latest;
  }

  jobOf(span: Span): Job | undefined {
    return this.jobs.get(`${span.pool}/${span.job}`);
  }

  #take(event: PoolEvent): void {
    switch (event.kind) {
      case "CallerBlocked":
        return this.#parent.blocked(event);
      case "CallerResumed":
        return this.#parent.resumed(event);
      case "JobStarted":
        this.#nameJob(event);
        return this.#parent.jobStarted(event);
      case "JobDone":
        return this.#endJob(event);
      case "WorkerStarted":
        return this.#start(this.#lane(event), event);
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
        return;
      default:
        event.kind satisfies never; // a newer program's events are passed over
    }
  }

  #nameJob({ pool, job, fn, at }: PoolEvent): void {
    const key = `${pool}/${job}`;
    if (!this.jobs.has(key)) this.jobs.set(key, { pool, job, fn, index: this.jobs.size, start: at, end: null });
  }

  #endJob(event: PoolEvent): void {
    const job = this.jobs.get(`${event.pool}/${event.job}`);
    if (job) job.end ??= event.at;
    this.#parent.jobDone(event);
  }

  #start(lane: Lane, event: PoolEvent): void {
    turn(lane, newSpan(lane.states.length === 0 ? "starting" : "replacing", event.at));
  }

  #startChunk(lane: Lane, event: PoolEvent): void {
    this.#nameJob(event);
    const span = newSpan("chunk", event.at, event);
    this.#open.set(lane, span);
    lane.chunks.push(span);
  }

  #endChunk(lane: Lane, event: PoolEvent): void {
    const { job, first } = this.#open.get(lane) ?? {};
    if (job !== event.job || first !== event.first) this.#startChunk(lane, event);
    const span = this.#open.get(lane);
    this.#open.delete(lane);
    if (!span) return;
    const measured = event.end > 0;
    span.start = measured ? event.start : Math.min(span.start, event.at);
    span.end = measured ? event.end : event.at;
    span.bytes = event.bytes;
    span.error = event.error;
  }

  #leave(lane: Lane, event: PoolEvent): void {
    rest(lane, event.at);
    if (event.kind === "WorkerDied") lane.deaths.push({ at: event.at, error: event.error });
    const span = this.#open.get(lane);
    this.#open.delete(lane);
    if (!span) return;
    span.end = event.at;
    span.error = event.error;
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
