// Tests of the timeline's model and words: what the canvas draws is true to the events.
import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import type { PoolEvent, PoolEventKind } from "../runtime/poolground.ts";
import { describeSpan, duration, labels, summarize } from "./describe.ts";
import { TimelineModel, type Lane } from "./model.ts";
import { fit, hit, neighbour, ticks, xOf } from "./view.ts";

function event(kind: PoolEventKind, at: number, rest: Partial<PoolEvent> = {}): PoolEvent {
  const none = { pool: 0, job: -1, worker: -1, fn: "", first: 0, count: 0, bytes: 0, error: "", start: 0, end: 0 };
  return { ...none, ...rest, kind, at };
}

function modelOf(...events: PoolEvent[]): TimelineModel {
  const model = new TimelineModel(2);
  model.add(events);
  return model;
}

function states(lane: Lane | undefined): unknown[] {
  return (lane?.states ?? []).map(({ kind, start, end }) => [kind, start, end]);
}

void test("the parent is free, blocked, and free again", () => {
  const model = modelOf(event("CallerBlocked", 10, { fn: "Join" }), event("CallerResumed", 30));
  model.finish(40);
  deepEqual(states(model.parent), [["free", 0, 10], ["blocked", 10, 30], ["free", 30, 40]]);
});

void test("the parent is blocked until the last of several callers goes on", () => {
  const model = modelOf(event("CallerBlocked", 1), event("CallerBlocked", 2), event("CallerResumed", 3), event("CallerResumed", 4));
  deepEqual(states(model.parent), [["free", 0, 1], ["blocked", 1, 4], ["free", 4, null]]);
});

void test("a chunk stands where the worker ran it, not where the parent heard of it", () => {
  const chunk = { worker: 0, job: 0, fn: "f", first: 4, count: 3 };
  const model = modelOf(event("ChunkStarted", 5, chunk), event("ChunkDone", 90, { ...chunk, start: 6, end: 16, bytes: 7 }));
  const span = model.workers[0]?.chunks[0];
  deepEqual([span?.start, span?.end, span?.bytes], [6, 16, 7]);
});

void test("a worker's death ends its chunk, and the retry is a chunk of its own", () => {
  const chunk = { job: 0, fn: "f", count: 1 };
  const model = modelOf(
    event("WorkerStarted", 0, { worker: 0 }),
    event("WorkerReady", 2, { worker: 0 }),
    event("ChunkStarted", 3, { ...chunk, worker: 0 }),
    event("WorkerDied", 9, { worker: 0, error: "exit code 3" }),
    event("WorkerStarted", 10, { worker: 0 }),
    event("ChunkStarted", 12, { ...chunk, worker: 0 }),
  );
  const lane = model.workers[0];
  deepEqual(lane?.chunks.map(({ start, end, error }) => [start, end, error]), [[3, 9, "exit code 3"], [12, null, ""]]);
  deepEqual(lane?.deaths, [{ at: 9, error: "exit code 3" }]);
  deepEqual(states(lane), [["starting", 0, 2], ["idle", 2, 9], ["starting", 10, null]]);
});

void test("lanes are the workers that there are, in order, of all pools", () => {
  const expected = new TimelineModel(3);
  equal(expected.workers.length, 3);
  const model = modelOf(
    event("WorkerStarted", 0, { worker: 1 }),
    event("WorkerStarted", 1, { worker: 0 }),
    event("WorkerStarted", 2, { worker: 0, pool: 1 }),
  );
  deepEqual(model.workers.map(({ pool, worker }) => [pool, worker]), [[0, 0], [0, 1], [1, 0]]);
});

void test("finishing ends what still lasts", () => {
  const model = modelOf(event("WorkerReady", 1, { worker: 0 }), event("ChunkStarted", 2, { worker: 0, job: 0, fn: "f", count: 1 }));
  model.finish(8);
  equal(model.workers[0]?.chunks[0]?.end, 8);
  deepEqual(states(model.workers[0]), [["idle", 1, 8]]);
});

void test("words", () => {
  const chunk = { worker: 0, job: 0, fn: "f", first: 4, count: 3 };
  const model = modelOf(
    event("JobStarted", 0, { job: 0, fn: "f", count: 9 }),
    event("CallerBlocked", 1, { job: 0, fn: "Map" }),
    event("ChunkDone", 20, { ...chunk, start: 6, end: 18.5, bytes: 2048 }),
    event("CallerResumed", 21),
    event("CallerBlocked", 22, { fn: "Join" }),
  );
  model.finish(24);
  const [lane] = model.workers;
  const [span] = lane?.chunks ?? [];
  if (!lane || !span) throw new Error("no chunk");
  equal(describeSpan(model, lane, span), "f, tasks 4 to 6 (worker 0)\n12.5 ms, from 6 ms\njob 0, 2 KiB sent and received");
  deepEqual(labels(span), ["f, tasks 4–6", "4–6"]);
  deepEqual(model.parent.states.flatMap((state) => labels(state)), ["free", "blocked in Map", "free", "blocked in Join"]);
  equal(summarize(model), "In 24 ms the parent was blocked for 22 ms. worker 0 ran 1 chunk in 12.5 ms.");
});

void test("durations", () => {
  deepEqual([0, 0.0123, 0.5, 1, 12.34, 456.7, 1000, 12345].map(duration), [
    "0", "12.3 µs", "500 µs", "1 ms", "12.3 ms", "457 ms", "1 s", "12.3 s",
  ]);
});

void test("the axis has round marks within the view", () => {
  const view = fit(new TimelineModel(1), 1144, 300, 870);
  deepEqual(ticks(view), [0, 100, 200, 300, 400, 500, 600, 700, 800]);
});

void test("a short chunk is found from beside it, and keys walk on", () => {
  const model = modelOf(
    event("WorkerReady", 0, { worker: 0 }),
    ...[100, 200].flatMap((start, first) => [
      event("ChunkDone", start + 1, { worker: 0, job: 0, fn: "f", first, count: 1, start, end: start + 0.01 }),
    ]),
  );
  model.finish(400);
  const view = fit(model, 1144, 300, 400);
  const found = hit(view, xOf(view, 100) + 2, view.laneHeight * 1.5);
  equal(found?.span.first, 0);
  const next = neighbour(view, found, "ArrowRight");
  equal(next?.span.first, 1);
  equal(neighbour(view, next, "ArrowRight")?.span.first, 1);
  equal(neighbour(view, next, "ArrowUp")?.span.kind, "free");
  equal(hit(view, 5, 5), null);
});
