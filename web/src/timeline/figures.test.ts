// Tests of the figures: what they are by definition, of runs small enough to reckon by hand.
import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { figuresOf, overheadDoubt, speedupDoubt } from "./figures.ts";
import { chunk, event, modelOf } from "./test-events.ts";

const job = (pool: number, number: number, start: number, end: number) => [
  event("JobStarted", start, { pool, job: number, fn: "f" }),
  event("JobDone", end, { pool, job: number, fn: "f" }),
];

void test("nothing has figures before there is a job", () => {
  const { wall, busy, share, speedup, overhead } = figuresOf(modelOf([event("WorkerReady", 5, { worker: 0 })]), 10);
  deepEqual([wall, busy, share, speedup, overhead], [0, [null], null, null, null]);
});

void test("two workers, one of them half as busy", () => {
  const model = modelOf([...job(0, 0, 100, 200), ...chunk(0, 110, 190, { count: 8 }), ...chunk(1, 120, 160, { first: 8, count: 4 })], 500);
  const figures = figuresOf(model, 500);
  deepEqual(figures.busy, [0.8, 0.4]);
  deepEqual([figures.wall, figures.work, figures.tasks], [100, 120, 12]);
  equal(figures.speedup, 1.2); // the sum of the shares
  equal(figures.share?.toFixed(3), "0.600");
  equal(figures.overhead, 80 / 12);
});

void test("wall time leaves out when no job was under way, and counts jobs side by side once", () => {
  const model = modelOf([...job(0, 0, 0, 50), ...job(0, 1, 40, 60), ...job(0, 2, 100, 140)], 400);
  equal(figuresOf(model, 400).wall, 100);
});

void test("a chunk that runs on after its job has ended is part of the wall time", () => {
  const model = modelOf([...job(0, 0, 0, 50), ...chunk(0, 10, 80)], 90);
  const { wall, busy } = figuresOf(model, 90);
  deepEqual([wall, busy], [80, [70 / 80]]);
});

void test("what lasts counts until now, its tasks do not", () => {
  const open = { worker: 0, job: 0, fn: "f", count: 5 };
  const model = modelOf([event("JobStarted", 10, { job: 0 }), event("ChunkStarted", 20, open)]);
  const { wall, work, tasks, overhead } = figuresOf(model, 60);
  deepEqual([wall, work, tasks, overhead], [50, 40, 0, null]);
});

void test("each pool's workers are measured by its own jobs", () => {
  const model = modelOf([...job(0, 0, 0, 10), ...chunk(0, 0, 10), ...job(1, 0, 100, 140), ...chunk(0, 100, 120, { pool: 1 })], 150);
  const { busy, wall, share } = figuresOf(model, 150);
  deepEqual([busy, wall, share], [[1, 0.5], 50, 0.6]);
});

void test("a figure is in doubt where there is too little work, or a worker without a task", () => {
  const enough = modelOf([...job(0, 0, 0, 50), ...chunk(0, 0, 40), ...chunk(1, 0, 40, { first: 1 })], 50);
  const figures = figuresOf(enough, 50);
  deepEqual([speedupDoubt(figures), overheadDoubt(figures, 1)], ["", ""]);
  const little = figuresOf(modelOf([...job(0, 0, 0, 50), ...chunk(0, 0, 4)], 50), 50);
  equal(speedupDoubt(little), "No speed-up to tell: all tasks together took less than 50 ms, too little beside starting the workers.");
  equal(overheadDoubt(figures, 2), "No overhead to tell: there were fewer tasks than workers, so some workers had nothing to do.");
  const nothing = figuresOf(modelOf([], 0), 0);
  deepEqual([speedupDoubt(nothing), overheadDoubt(nothing, 0)], ["", ""]);
});
