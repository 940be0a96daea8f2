// Tests of where things stand in the timeline: the axis, zoom and pan, what is pointed at.
import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { hit, neighbour } from "./hit.ts";
import { chunk, event, many, modelOf } from "./test-events.ts";
import { fit, ticks, timeOf, topOf, xOf, zoomed } from "./view.ts";
import { Viewport } from "./viewport.ts";

const all = (until: number): { from: number; until: number } => ({ from: 0, until });

void test("the axis has round marks within what is shown", () => {
  const model = modelOf([]);
  deepEqual(ticks(fit(model, 1168, 300, all(870))).marks, [0, 100, 200, 300, 400, 500, 600, 700, 800]);
  deepEqual(ticks(fit(model, 1168, 300, { from: 0.95, until: 1.52 })).marks, [1, 1.1, 1.2, 1.3, 1.4, 1.5]);
  for (let length = 0.02; length < 1e7; length *= 1.7) {
    const { marks } = ticks(fit(model, 390, 300, { from: length * 3.3, until: length * 4.3 }));
    ok(marks.length >= 1 && marks.length <= 3, `${marks.length} marks in ${length} ms`);
  }
});

void test("a short chunk is found from beside it, and keys walk on", () => {
  const model = modelOf([event("WorkerReady", 0, { worker: 0 }), ...[100, 200].flatMap((start, first) => chunk(0, start, start + 0.01, { first }))], 400);
  const view = fit(model, 1144, 300, all(400));
  const found = hit(view, xOf(view, 100) + 2, view.laneHeight * 1.5);
  equal(found?.span.first, 0);
  const next = neighbour(model.lanes, found, "ArrowRight");
  equal(next?.span.first, 1);
  equal(neighbour(model.lanes, next, "ArrowRight")?.span.first, 1);
  equal(neighbour(model.lanes, next, "ArrowUp")?.span.kind, "running");
  equal(hit(view, 5, 5), null);
});

void test("what is pointed at among 10,000 chunks is the one that is drawn there", () => {
  const model = modelOf(many(10_000, 4), 10_003);
  const view = fit(model, 1200, 300, { from: 5000, until: 5020 });
  for (let i = 5000; i < 5019; i++) {
    const found = hit(view, xOf(view, i + 1.25), topOf(view, 1 + (i % 4)) + 5);
    equal(found?.span.first, i);
  }
});

void test("zooming keeps the moment under the pointer, and stays within the run", () => {
  const model = modelOf([]);
  const whole = all(1000);
  const at = 400;
  const near = zoomed(whole, whole, 4, at);
  equal(xOf(fit(model, 1000, 300, near), at), xOf(fit(model, 1000, 300, whole), at));
  equal(near.until - near.from, 250);
  equal(zoomed(near, whole, 1 / 8, at), whole);
  const edge = zoomed(whole, whole, 10, 1000);
  deepEqual(edge, { from: 900, until: 1000 });
  let nearest = whole;
  for (let i = 0; i < 100; i++) nearest = zoomed(nearest, whole, 2, at);
  ok(nearest.until - nearest.from > 0.0199 && Math.abs(timeOf(fit(model, 1000, 300, nearest), 560) - at) < 0.02);
});

void test("the viewport follows the run until it is zoomed, and again after", () => {
  const viewport = new Viewport();
  viewport.whole = all(100);
  viewport.whole = all(200);
  equal(viewport.stretch.until, 200);
  viewport.zoom(2);
  viewport.whole = all(300);
  deepEqual([viewport.stretch, viewport.zoomed], [{ from: 50, until: 150 }, true]);
  viewport.pan(0.5);
  deepEqual(viewport.stretch, { from: 100, until: 200 });
  viewport.pan(100);
  deepEqual(viewport.stretch, { from: 200, until: 300 });
  viewport.reveal(10, 20);
  deepEqual(viewport.stretch, { from: 0, until: 100 });
  viewport.zoomTo(100, 140);
  deepEqual(viewport.stretch, { from: 90, until: 150 });
  viewport.zoom(0.1);
  deepEqual([viewport.stretch, viewport.zoomed], [all(300), false]);
});
