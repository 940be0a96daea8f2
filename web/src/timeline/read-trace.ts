// Makes of a trace that the page or poolbench wrote the events that the timeline shows.
import type { PoolEvent } from "../runtime/poolground.ts";
import { CATEGORY, NAMES, PROCESS, QUEUED, WORKER_KINDS, type TraceEntry } from "./trace-format.ts";

/** The largest file that is read: parsing one of a gigabyte would stop the page. */
export const MOST_BYTES = 64 << 20;

/** Why a file is not shown, in a sentence for people. */
export class TraceError extends Error {
  override name = "TraceError";
}

const WHAT_TO_OPEN = "Open a trace that was saved here or that poolbench wrote.";

/** Reads a trace. Throws a TraceError for anything else. */
export function eventsOf(text: string): PoolEvent[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new TraceError(`it is not JSON. ${WHAT_TO_OPEN}`);
  }
  const entries: unknown = Array.isArray(data) ? data : isRecord(data) ? data["traceEvents"] : undefined;
  if (!Array.isArray(entries)) throw new TraceError(`it has no traceEvents, so it is no trace. ${WHAT_TO_OPEN}`);
  const pools = poolsOf(entries);
  if (pools.size === 0) throw new TraceError(`it is the trace of another program: no pool is in it. ${WHAT_TO_OPEN}`);
  const queued = new Map<number, number>();
  const events = entries.flatMap((entry: unknown, i) => {
    const pool = isRecord(entry) ? pools.get(entry["pid"]) : undefined;
    if (pool === undefined) return [];
    if (!isEntry(entry)) throw new TraceError(`entry ${i + 1} of it is damaged. ${WHAT_TO_OPEN}`);
    return read(entry, pool, queued);
  });
  if (events.length === 0) throw new TraceError("nothing happened in it: no event of a pool is in it.");
  return events.sort((a, b) => a.at - b.at);
}

/** The pools by their process, in the order of these. */
function poolsOf(entries: readonly unknown[]): Map<unknown, number> {
  const processes = new Set<number>();
  for (const entry of entries) {
    if (!isEntry(entry) || entry.name !== NAMES.process) continue;
    const name = entry.args?.["name"];
    if (name === PROCESS || String(name).startsWith(`${PROCESS},`)) processes.add(entry.pid);
  }
  return new Map([...processes].sort((a, b) => a - b).map((pid, pool) => [pid, pool]));
}

function read(entry: TraceEntry, pool: number, queued: Map<number, number>): PoolEvent[] {
  const { name, cat, ph, ts, tid, args = {} } = entry;
  const [at, end] = [ts / 1e3, (ts + (entry.dur ?? 0)) / 1e3];
  const of = (kind: PoolEvent["kind"], rest: Partial<PoolEvent> = {}): PoolEvent => ({ ...NOTHING, kind, pool, at, ...rest });
  const error = String(args["error"] ?? "");
  const tasks = { fn: name, job: numberOf(args["job"], -1), first: numberOf(args["first"], 0), count: numberOf(args["tasks"], 0), error };
  if (cat === CATEGORY.job) return [of(ph === "b" ? "JobStarted" : "JobDone", { ...tasks, bytes: numberOf(args["bytes"], 0) })];
  if (cat === CATEGORY.chunk) {
    const chunk = { ...tasks, worker: tid - 1 };
    const started = of("ChunkStarted", { ...chunk, error: "" });
    return ph === "B" ? [started] : [started, of("ChunkDone", { ...chunk, bytes: numberOf(args["bytes"], 0), at: end, start: at, end })];
  }
  if (cat === CATEGORY.blocked) {
    const call = { fn: name, job: tasks.job };
    const blocked = of("CallerBlocked", call);
    if (ph === "e") return [of("CallerResumed", call)];
    return ph === "X" ? [blocked, of("CallerResumed", { ...call, at: end })] : [blocked];
  }
  if (cat === CATEGORY.worker) {
    const kind = WORKER_KINDS.find((known) => known === name);
    return kind ? [of(kind, { worker: tid - 1, error })] : [];
  }
  if (ph === "C" && name === QUEUED) {
    // What leaves the queue is told by the chunks.
    const [before, now] = [queued.get(pool) ?? 0, numberOf(args["chunks"], 0)];
    queued.set(pool, now);
    return Array.from({ length: Math.min(Math.max(now - before, 0), 1) }, () => of("ChunkQueued"));
  }
  return [];
}

const NOTHING = { job: -1, worker: -1, fn: "", first: 0, count: 0, bytes: 0, error: "", start: 0, end: 0 };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Whether an entry has the fields that are read, of their types. */
function isEntry(value: unknown): value is TraceEntry {
  if (!isRecord(value)) return false;
  const { name, ph, ts, dur = 0, pid, tid, args = {} } = value;
  const isTime = (n: unknown): boolean => typeof n === "number" && n >= 0 && n < 1e15;
  return typeof name === "string" && typeof ph === "string" && isTime(ts) && isTime(dur) &&
    Number.isInteger(pid) && Number.isInteger(tid) && Number(tid) >= 0 && Number(tid) <= MOST_WORKERS && isRecord(args);
}

/** More lanes than a pool has workers. */
const MOST_WORKERS = 4096;

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}
