// Tests of the timeline's model and words: what the canvas draws is true to the events.
import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { describeSpan, labels, printed, summarize } from "./describe.ts";
import type { Lane } from "./lane.ts";
import { TimelineModel } from "./model.ts";
import { cellsOf, rowsOf } from "./table.ts";
import { event, modelOf } from "./test-events.ts";
import { duration } from "./units.ts";

function states(lane: Lane | undefined): unknown[] {
  return (lane?.states ?? []).map(({ kind, start, end }) => [kind, start, end]);
}

void test("the parent runs, is blocked, and runs again", () => {
  const model = modelOf([event("CallerBlocked", 10, { fn: "Join" }), event("CallerResumed", 30)], 40);
  deepEqual(states(model.parent), [["running", 0, 10], ["blocked", 10, 30], ["running", 30, 40]]);
});

void test("the parent is blocked in Map from the job's start, and free behind MapAsync until Get", () => {
  const [first, second] = [{ job: 0, fn: "f" }, { job: 1, fn: "f" }];
  const model = modelOf([
    event("JobStarted", 10, first),
    event("CallerBlocked", 11, { ...first, fn: "Map" }),
    event("JobDone", 20, first),
    event("CallerResumed", 21, { ...first, fn: "Map" }),
    event("JobStarted", 25, second),
    event("CallerBlocked", 30, { ...second, fn: "Get" }),
    event("JobDone", 40, second),
    event("CallerResumed", 41, { ...second, fn: "Get" }),
  ]);
  deepEqual(states(model.parent), [
    ["running", 0, 10], ["blocked", 10, 21], ["running", 21, 25], ["free", 25, 30], ["blocked", 30, 41], ["running", 41, null],
  ]);
});

void test("the parent is no longer free when the job behind it has ended", () => {
  const model = modelOf([event("JobStarted", 10, { job: 0 }), event("JobDone", 20, { job: 0 })], 30);
  deepEqual(states(model.parent), [["running", 0, 10], ["free", 10, 20], ["running", 20, 30]]);
});

void test("the parent is blocked until the last of several callers goes on", () => {
  const model = modelOf([event("CallerBlocked", 1), event("CallerBlocked", 2), event("CallerResumed", 3), event("CallerResumed", 4)]);
  deepEqual(states(model.parent), [["running", 0, 1], ["blocked", 1, 4], ["running", 4, null]]);
});

void test("a chunk stands where the worker ran it, not where the parent heard of it", () => {
  const chunk = { worker: 0, job: 0, fn: "f", first: 4, count: 3 };
  const model = modelOf([event("ChunkStarted", 5, chunk), event("ChunkDone", 90, { ...chunk, start: 6, end: 16, bytes: 7 })]);
  const span = model.workers[0]?.chunks[0];
  deepEqual([span?.start, span?.end, span?.bytes], [6, 16, 7]);
});

void test("a worker's death ends its chunk, and the retry is a chunk of its own", () => {
  const chunk = { job: 0, fn: "f", count: 1 };
  const model = modelOf([
    event("WorkerStarted", 0, { worker: 0 }),
    event("WorkerReady", 2, { worker: 0 }),
    event("ChunkStarted", 3, { ...chunk, worker: 0 }),
    event("WorkerDied", 9, { worker: 0, error: "exit code 3" }),
    event("WorkerStarted", 10, { worker: 0 }),
    event("ChunkStarted", 12, { ...chunk, worker: 0 }),
  ]);
  const lane = model.workers[0];
  deepEqual(lane?.chunks.map(({ start, end, error }) => [start, end, error]), [[3, 9, "exit code 3"], [12, null, ""]]);
  deepEqual(lane?.deaths, [{ at: 9, error: "exit code 3" }]);
  deepEqual(states(lane), [["starting", 0, 2], ["idle", 2, 9], ["replacing", 10, null]]);
});

void test("lanes are the workers that there are, in order, of all pools", () => {
  const expected = new TimelineModel(3);
  equal(expected.workers.length, 3);
  const model = modelOf([
    event("WorkerStarted", 0, { worker: 1 }),
    event("WorkerStarted", 1, { worker: 0 }),
    event("WorkerStarted", 2, { worker: 0, pool: 1 }),
  ]);
  deepEqual(model.workers.map(({ pool, worker }) => [pool, worker]), [[0, 0], [0, 1], [1, 0]]);
});

void test("finishing ends what still lasts", () => {
  const model = modelOf([event("WorkerReady", 1, { worker: 0 }), event("ChunkStarted", 2, { worker: 0, job: 0, fn: "f", count: 1 })], 8);
  equal(model.workers[0]?.chunks[0]?.end, 8);
  deepEqual(states(model.workers[0]), [["idle", 1, 8]]);
});

void test("words", () => {
  const chunk = { worker: 0, job: 0, fn: "f", first: 4, count: 3 };
  const model = modelOf([
    event("JobStarted", 1, { job: 0, fn: "f", count: 9 }),
    event("CallerBlocked", 1, { job: 0, fn: "Map" }),
    event("ChunkDone", 20, { ...chunk, start: 6, end: 18.5, bytes: 2048 }),
    event("JobDone", 21, { job: 0 }),
    event("CallerResumed", 21),
    event("CallerBlocked", 22, { fn: "Join" }),
  ], 24);
  const [lane] = model.workers;
  const [span] = lane?.chunks ?? [];
  if (!lane || !span) throw new Error("no chunk");
  const details = "f, tasks 4 to 6 (worker 0)\n12.5 ms, from 6.0 ms to 18.5 ms\njob 0, 3 items, 4.17 ms each, 2 KiB sent and received";
  equal(describeSpan(model, lane, span, 24), details);
  deepEqual(labels(lane, span), ["f, tasks 4–6", "4–6"]);
  deepEqual(model.parent.states.flatMap((state) => labels(model.parent, state)), ["running", "blocked in Map", "running", "blocked in Join"]);
  equal(summarize(model), "In 24 ms the parent was blocked for 22 ms. Worker 0 ran 1 chunk in 12.5 ms, busy for 63% of the jobs’ time.");
});

void test("what the parent prints counts for what it does then, whenever that is told", () => {
  const model = modelOf([event("JobStarted", 10, { job: 0, fn: "f", count: 1 })]);
  for (const [at, text] of [[11, "1\n"], [12, "2\n3\n"], [31, `${"x".repeat(99)}\n`]] as const) model.printed(at, text);
  model.add([event("JobDone", 30, { job: 0 })]);
  model.finish(40);
  const free = model.parent.states.find(({ kind }) => kind === "free");
  const last = model.parent.states.at(-1);
  if (!free || !last) throw new Error("no states");
  deepEqual(labels(model.parent, free), ["free, 3 lines printed", "free"]);
  deepEqual([free, last].flatMap((span) => printed(model.parent, span)), ["printed 3 lines, the last “3”", `printed “${"x".repeat(59)}…”`]);
  deepEqual(rowsOf(model).map((row) => cellsOf(model, row, 40).at(-1)), ["", "printed 3 lines, the last “3”", `printed “${"x".repeat(59)}…”`]);
});

void test("durations", () => {
  deepEqual([0, 0.0123, 0.5, 1, 12.34, 456.7, 1000, 12345].map((ms) => duration(ms)), [
    "0", "12.3 µs", "500 µs", "1 ms", "12.3 ms", "457 ms", "1 s", "12.3 s",
  ]);
  deepEqual([[0, 1], [1200, 100], [1234.5, 0.01], [0.5, 0.05], [600, 100]].map(([ms, step]) => duration(ms ?? 0, step)), [
    "0", "1.2 s", "1.23450 s", "500 µs", "600 ms",
  ]);
});
