// The trace-event JSON that pool/trace writes, and the page too. The names stand here once; a test
// holds them to what Go wrote, pool/trace/testdata/trace.json.

/** The process of the first pool; each further pool is one more. A trace that Go writes has one.
 * Thread 0 is the parent, n+1 is worker n. */
export const FIRST_PROCESS = 1;
export const PROCESS = "poolground";

export const CATEGORY = { job: "job", chunk: "chunk", blocked: "blocked", worker: "worker" } as const;
export const QUEUED = "queued chunks";

/** Names of an entry of phase M. */
export const NAMES = { process: "process_name", thread: "thread_name" } as const;

/** What an event of a worker is called: as its kind. */
export const WORKER_KINDS = ["WorkerStarted", "WorkerReady", "WorkerExited", "WorkerDied"] as const;

/** One event of the format; times are microseconds. Phases: M names, b and e begin and end a job
 * or a call that would lap over another of its thread, X is a span, B a span that has not ended,
 * C a counter, i an instant. */
export interface TraceEntry {
  name: string;
  cat?: string;
  ph: "M" | "b" | "e" | "X" | "B" | "C" | "i";
  ts: number;
  dur?: number;
  /** What begins and ends apart from a thread: unique in its process and category. */
  id2?: { local: string };
  s?: "t";
  pid: number;
  tid: number;
  args?: Record<string, string | number>;
}

export interface Trace {
  displayTimeUnit: "ms";
  traceEvents: TraceEntry[];
}
