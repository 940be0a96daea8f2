// Tests of what is drawn: how much of it there is, and what the drawing as SVG holds.
import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { figuresOf } from "./figures.ts";
import { paint } from "./paint.ts";
import type { Palette } from "./palette.ts";
import { paintPicture, pictureSize } from "./picture.ts";
import { SvgPen } from "./svg-pen.ts";
import { chunk, event, many, modelOf } from "./test-events.ts";
import { fit } from "./view.ts";

const palette: Palette = {
  deck: "#eee", water: "#def", rope: "#9cc", parent: "#057", ink: "#000", inkSoft: "#444", onBar: "#fff", bad: "#b00",
  jobs: ["#c40", "#52b", "#076", "#a5b", "#530", "#124"], face: '"Segoe UI", Arial',
};

/** Six pixels a character. */
function pen(): SvgPen {
  return new SvgPen((text) => ({ width: 6 * text.length }) as TextMetrics);
}

function drawn(model: ReturnType<typeof modelOf>, stretch: { from: number; until: number }): number {
  const into = pen();
  const view = fit(model, 1000, 300, stretch);
  paint({ pen: into, model, view, palette, now: model.latest, marked: null, busy: figuresOf(model, model.latest).busy });
  return into.document(1, 1).split("\n").length;
}

void test("what a frame draws is bound by the pixels, not by the chunks", () => {
  const bound = 5 * 1000 + 100; // lanes by pixels, and what stands around them
  for (const n of [10_000, 100_000]) {
    const model = modelOf(many(n, 4), n + 3);
    for (const length of [n, n / 10, 1000, 100, 10]) {
      const count = drawn(model, { from: n / 3, until: Math.min(n / 3 + length, n) });
      ok(count < bound, `${n} chunks, ${length} ms: ${count} shapes`);
    }
  }
  const restless = Array.from({ length: 5000 }, (_, i) => [
    event("CallerBlocked", 2 * i, { fn: "Apply" }), event("CallerResumed", 2 * i + 1),
    event("WorkerStarted", 2 * i, { worker: 0 }), event("WorkerReady", 2 * i, { worker: 0 }), event("WorkerDied", 2 * i + 1, { worker: 0, error: "e" }),
  ]).flat();
  ok(drawn(modelOf(restless, 10_000), { from: 0, until: 10_000 }) < bound);
});

void test("a picture holds lanes, bars, figures and legend, and stays within XML", () => {
  const events = [
    event("JobStarted", 0, { job: 0, fn: "<f> & \u0000" }),
    event("CallerBlocked", 0, { job: 0, fn: "Map" }),
    event("WorkerStarted", 0, { worker: 0 }), event("WorkerReady", 10, { worker: 0 }),
    ...chunk(0, 10, 90, { fn: "<f> & \u0000", count: 3 }),
    event("JobDone", 100, { job: 0 }), event("CallerResumed", 100),
  ];
  const model = modelOf(events, 100);
  const picture = { model, palette, figures: figuresOf(model, 100), stretch: { from: 0, until: 100 }, now: 100, width: 900, measure: (text: string) => 6 * text.length };
  const into = pen();
  paintPicture(into, picture);
  const { width, height } = pictureSize(picture);
  const text = into.document(width, height);
  const texts = [...text.matchAll(/>([^<>]+)<\/text>/g)].map((match) => match[1]);
  for (const want of ["parent", "worker 0", "80%", "blocked in Map", "&lt;f&gt; &amp; \ufffd, tasks 0–2", "100 ms", "idle", "job 0: &lt;f&gt; &amp; \ufffd"]) {
    ok(texts.includes(want), `${want} is not among ${texts.join("|")}`);
  }
  ok(texts.includes("Wall time 100 ms   speed-up 0.8×   busy 80%   overhead 6.7 ms a task"));
  equal(/NaN|undefined|Infinity|[\u0000-\u0008]/.test(text), false);
  deepEqual([width, height], [900, 44 + 2 * 44 + 30 + 48]);
});
