// Tests of traces: what Go wrote is read and written as it was, and a run comes back as it went.
import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import golden from "../../../pool/trace/testdata/trace.json";
import { eventsOf, TraceError } from "./read-trace.ts";
import { chunk, event, many, modelOf } from "./test-events.ts";
import type { Trace, TraceEntry } from "./trace-format.ts";
import { traceOf } from "./write-trace.ts";

/** Entries in an order that does not tell when they were written. */
function sorted(entries: readonly unknown[]): string[] {
  const inOrder = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, of]) => [key, inOrder(of)]));
  };
  return entries.map((entry) => JSON.stringify(inOrder(entry))).sort();
}

void test("what pool/trace wrote is read, and written just so", () => {
  const events = eventsOf(JSON.stringify(golden));
  deepEqual(sorted(traceOf(events).traceEvents), sorted(golden.traceEvents));
  const model = modelOf(events, 14);
  deepEqual(model.workers.map((lane) => lane.chunks.map(({ fn, start, end, error }) => [fn, start, end, error])), [
    [["square", 2, 7.5, ""], ["cube", 12, 14, ""]],
    [["square", 3, 9, "exit status 2"]],
  ]);
  deepEqual(model.parent.states.map(({ kind, fn, start, end }) => [kind, fn, start, end]), [
    ["running", "", 0, 1], ["blocked", "Map", 1, 11], ["running", "", 11, 12], ["free", "", 12, 12.5], ["blocked", "Wait", 12.5, 14],
  ]);
});

const run = [
  event("WorkerStarted", 0, { worker: 0 }),
  event("WorkerStarted", 0, { worker: 0, pool: 1 }),
  event("WorkerReady", 1.5, { worker: 0 }),
  event("WorkerReady", 1.5, { worker: 0, pool: 1 }),
  event("JobStarted", 2, { job: 0, fn: "<f>", count: 4 }),
  event("ChunkQueued", 2, { job: 0, fn: "<f>", count: 2 }),
  event("ChunkQueued", 2, { job: 0, fn: "<f>", first: 2, count: 2 }),
  event("CallerBlocked", 2.001, { job: 0, fn: "Map" }),
  ...chunk(0, 2.25, 7.125, { fn: "<f>", count: 2, bytes: 16 }),
  event("ChunkStarted", 8, { worker: 0, job: 0, fn: "<f>", first: 2, count: 2 }),
  event("WorkerDied", 9, { worker: 0, error: "exit code 3" }),
  event("JobDone", 9.5, { job: 0, fn: "<f>", count: 2, error: "a worker died" }),
  event("CallerResumed", 9.5, { job: 0, fn: "Map" }),
  // Goroutines that wait at the same time: the second in time laps over the first, the third is within the second.
  event("CallerBlocked", 9.6, { job: 0, fn: "Wait" }),
  event("CallerBlocked", 9.65, { job: 0, fn: "Get" }),
  event("CallerBlocked", 9.7, { fn: "Join" }),
  event("CallerResumed", 9.75, { job: 0, fn: "Wait" }),
  event("CallerResumed", 9.8, { fn: "Join" }),
  event("CallerResumed", 9.9, { job: 0, fn: "Get" }),
  event("JobStarted", 10, { pool: 1, job: 0, fn: "g", count: -1 }),
  ...chunk(0, 10, 12, { pool: 1, fn: "g" }),
  event("ChunkStarted", 12, { pool: 1, worker: 0, job: 0, fn: "g", first: 1, count: 1 }),
];

void test("a run that is saved and opened is the same run", () => {
  for (const events of [run, many(500, 3)]) {
    const before = modelOf(events, 600);
    const again = eventsOf(JSON.stringify(traceOf(events)));
    const after = modelOf(again, 600);
    deepEqual(after.parent, before.parent);
    deepEqual(after.workers, before.workers);
    deepEqual([...after.jobs], [...before.jobs]);
    deepEqual(sorted(traceOf(again).traceEvents), sorted(traceOf(events).traceEvents));
  }
});

void test("files that are no trace are refused in a sentence", () => {
  const process = { name: "process_name", ph: "M", ts: 0, pid: 1, tid: 0, args: { name: "poolground" } };
  const refused: [string, RegExp][] = [
    ["", /^it is not JSON\. Open a trace/],
    ["PK\u0003\u0004", /^it is not JSON/],
    ["[", /^it is not JSON/],
    ["17", /^it has no traceEvents/],
    ["null", /^it has no traceEvents/],
    ['{"traceEvents": {}}', /^it has no traceEvents/],
    ["[]", /no pool is in it/],
    [JSON.stringify({ traceEvents: [{ ...process, args: { name: "Browser" } }] }), /no pool is in it/],
    [JSON.stringify({ traceEvents: [process] }), /^nothing happened in it/],
    ...[{ ts: "soon" }, { ts: -1 }, { ts: 1e300 }, { tid: 1e9 }, { tid: -1 }, { tid: 0.5 }, { name: 7 }, { args: 7 }, { dur: null }].map(
      (damage): [string, RegExp] => [
        JSON.stringify([process, { name: "f", cat: "chunk", ph: "X", ts: 1, dur: 1, pid: 1, tid: 1, ...damage }]),
        /^entry 2 of it is damaged/,
      ],
    ),
  ];
  for (const [text, message] of refused) throws(() => eventsOf(text), (error) => error instanceof TraceError && message.test(error.message), text);
});

void test("what other programs wrote into the same trace is passed over", () => {
  const events = eventsOf(JSON.stringify([...traceOf(run).traceEvents, { ph: "X", pid: 77 }, 5, null]));
  equal(events.length, eventsOf(JSON.stringify(traceOf(run))).length);
});

/** What an entry breaks of the trace-event format; "" if nothing. */
function breach({ name, cat, ph, ts, dur, id2, s, pid, tid, args }: TraceEntry): string {
  const whole = (n: number): boolean => Number.isInteger(n) && n >= 0;
  if (!name || !whole(pid) || !whole(tid) || !Number.isFinite(ts) || ts < 0) return "name, pid, tid or ts";
  if ((ph === "X") !== (dur !== undefined && dur >= 0)) return "dur";
  if ((ph === "b" || ph === "e") !== (id2 !== undefined && cat !== undefined)) return "id2 or cat";
  if ((ph === "i") !== (s === "t")) return "s";
  if (ph === "M" && (!["process_name", "thread_name"].includes(name) || typeof args?.["name"] !== "string")) return "a name";
  if (ph === "C" && !Object.values(args ?? {}).every((value) => typeof value === "number")) return "a counter";
  return "";
}

void test("each entry is as the format wants it, and what shares a thread is nested", () => {
  for (const { traceEvents } of [traceOf(run), traceOf(many(500, 3)), golden as Trace]) {
    for (const entry of traceEvents) equal(breach(entry), "", JSON.stringify(entry));
    const named = new Set(traceEvents.flatMap(({ name, pid, tid }) => (name === "thread_name" ? [`${pid} ${tid}`] : [])));
    const spans = new Map<string, TraceEntry[]>();
    const open = new Set<string>();
    for (const entry of traceEvents) {
      const thread = `${entry.pid} ${entry.tid}`;
      equal(named.has(thread), true, `${thread} has no name`);
      if (entry.ph === "X") spans.set(thread, [...(spans.get(thread) ?? []), entry]);
      const apart = `${entry.cat} ${entry.pid} ${entry.id2?.local} ${entry.name}`;
      if (entry.ph === "b") open.add(apart);
      if (entry.ph === "e") equal(open.delete(apart), true, `${apart} ends and has not begun`);
    }
    for (const of of spans.values()) {
      const ends: number[] = [];
      for (const { ts, dur = 0 } of of.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))) {
        while ((ends.at(-1) ?? Infinity) <= ts) ends.pop();
        equal(ts + dur <= (ends.at(-1) ?? Infinity), true, `a span from ${ts} laps over the end of another`);
        ends.push(ts + dur);
      }
    }
  }
});
