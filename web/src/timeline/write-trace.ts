// Makes of a program's events the trace that Perfetto and chrome://tracing open, as pool/trace does.
import type { PoolEvent } from "../runtime/poolground.ts";
import { CATEGORY, FIRST_PROCESS, NAMES, PROCESS, QUEUED, type Trace, type TraceEntry } from "./trace-format.ts";

export function traceOf(events: readonly PoolEvent[]): Trace {
  const pools = new Map<number, PoolTrace>();
  for (const event of events) {
    const of = pools.get(event.pool) ?? new PoolTrace(event.pool, events);
    pools.set(event.pool, of);
    of.add(event);
  }
  return { displayTimeUnit: "ms", traceEvents: [...pools.values()].flatMap((of) => of.close()) };
}

/** The entries of one pool. */
class PoolTrace {
  readonly #entries: TraceEntry[] = [];
  readonly #process: number;
  readonly #running = new Map<number, PoolEvent>();
  readonly #blocked = new Map<string, PoolEvent[]>();
  #queued = 0;
  /** How many calls stand beside the parent's thread. */
  #beside = 0;

  constructor(pool: number, events: readonly PoolEvent[]) {
    this.#process = FIRST_PROCESS + pool;
    this.#name(NAMES.process, 0, pool === 0 ? PROCESS : `${PROCESS}, pool ${pool}`);
    this.#name(NAMES.thread, 0, "parent");
    const workers = events.reduce((n, event) => (event.pool === pool ? Math.max(n, event.worker + 1) : n), 0);
    for (let worker = 0; worker < workers; worker++) this.#name(NAMES.thread, worker + 1, `worker ${worker}`);
  }

  add(event: PoolEvent): void {
    const { kind, fn, job, worker, at } = event;
    switch (kind) {
      case "JobStarted":
        return this.#put({ name: fn, cat: CATEGORY.job, ph: "b", id2: local(job) }, at, 0, argsOf(event));
      case "JobDone":
        return this.#put({ name: fn, cat: CATEGORY.job, ph: "e", id2: local(job) }, at, 0, argsOf(event));
      case "ChunkQueued":
        return this.#queue(1, at);
      case "ChunkStarted":
        this.#queue(-1, at);
        this.#running.set(worker, event);
        return;
      case "ChunkDone":
        this.#running.delete(worker);
        return this.#chunk(event, event.start, event.end);
      case "CallerBlocked": {
        const calls = this.#blocked.get(callOf(event)) ?? [];
        this.#blocked.set(callOf(event), calls);
        calls.push(event);
        return;
      }
      case "CallerResumed": {
        const began = this.#blocked.get(callOf(event))?.pop();
        if (began) this.#call(event, began.at);
        return;
      }
      case "WorkerStarted":
      case "WorkerReady":
      case "WorkerExited":
      case "WorkerDied": {
        const lost = this.#running.get(worker);
        this.#running.delete(worker);
        if (lost) this.#chunk({ ...lost, error: event.error }, lost.at, at);
        return this.#put({ name: kind, cat: CATEGORY.worker, ph: "i", s: "t" }, at, worker + 1, argsOf(event));
      }
      default:
        kind satisfies never; // a newer program's events are passed over
    }
  }

  /** Adds the beginning of what has not ended, and returns all entries. */
  close(): TraceEntry[] {
    const running = [...this.#running.values()].sort((a, b) => a.worker - b.worker);
    for (const chunk of running) this.#put({ name: chunk.fn, cat: CATEGORY.chunk, ph: "B" }, chunk.at, chunk.worker + 1, argsOf(chunk));
    for (const call of [...this.#blocked.values()].flat()) this.#put({ name: call.fn, cat: CATEGORY.blocked, ph: "B" }, call.at, 0, awaited(call));
    return this.#entries;
  }

  #name(what: string, tid: number, name: string): void {
    this.#entries.push({ name: what, ph: "M", ts: 0, pid: this.#process, tid, args: { name } });
  }

  /** A call that has returned. The spans of one thread nest in this format, so one that ends within
   * a later one of another goroutine stands beside the thread, as the jobs do. */
  #call(event: PoolEvent, began: number): void {
    const entry = { name: event.fn, cat: CATEGORY.blocked };
    const args = awaited(event);
    if ([...this.#blocked.values()].flat().every(({ at }) => at <= began)) {
      return this.#put({ ...entry, ph: "X", dur: micros(event.at - began) }, began, 0, args);
    }
    const id2 = local(this.#beside++);
    this.#put({ ...entry, ph: "b", id2 }, began, 0, args);
    this.#put({ ...entry, ph: "e", id2 }, event.at, 0, args);
  }

  #chunk(event: PoolEvent, start: number, end: number): void {
    this.#put({ name: event.fn, cat: CATEGORY.chunk, ph: "X", dur: micros(end - start) }, start, event.worker + 1, argsOf(event));
  }

  #queue(change: number, at: number): void {
    this.#queued = Math.max(this.#queued + change, 0);
    this.#put({ name: QUEUED, ph: "C" }, at, 0, { chunks: this.#queued });
  }

  #put(entry: Pick<TraceEntry, "name" | "cat" | "ph" | "dur" | "id2" | "s">, at: number, tid: number, args: TraceEntry["args"]): void {
    this.#entries.push({ ...entry, ts: micros(at), pid: this.#process, tid, ...(args && Object.keys(args).length > 0 ? { args } : {}) });
  }
}

function local(id: number): { local: string } {
  return { local: `0x${id.toString(16)}` };
}

function callOf({ fn, job }: PoolEvent): string {
  return `${fn} ${job}`;
}

function awaited({ job }: PoolEvent): TraceEntry["args"] {
  return job < 0 ? {} : { job };
}

function argsOf({ job, first, count, bytes, error }: PoolEvent): TraceEntry["args"] {
  return {
    ...(job >= 0 ? { job, first, tasks: count } : {}),
    ...(bytes > 0 ? { bytes } : {}),
    ...(error ? { error } : {}),
  };
}

/** Microseconds, to the nanosecond. */
function micros(ms: number): number {
  return Math.round(ms * 1e6) / 1e3;
}
