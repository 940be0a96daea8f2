// Draws the timeline: a pool seen from above, a lane for the parent and for each worker.
//
// What a frame costs is bound by the pixels, not by the chunks: what shares a pixel with what has
// been drawn is passed over by bisection.
import { labels } from "./describe.ts";
import { firstAfter, firstPrint, type Lane, type Span } from "./lane.ts";
import { paintAxis, paintDeath, paintLabel, paintMark, paintPrint, paintRopes, paintTitle } from "./marks.ts";
import { jobColour } from "./palette.ts";
import { barOf, dotBar, fillBar, fillRow, hatchBar, tintBar, type Scene } from "./scene.ts";
import { timeOf, topOf, xOf } from "./view.ts";

const SMALL = 13;
/** A chunk of no length is seen all the same. */
const LEAST_BAR = 2;
/** From this width on, a gap of one pixel tells neighbours apart. */
const LEAST_APART = 3;

export function paint(scene: Scene): void {
  const { pen, view, palette, model } = scene;
  pen.textBaseline = "middle";
  pen.font = `${SMALL}px ${palette.face}`;
  view.lanes.forEach((lane, i) => {
    const top = topOf(view, i);
    if (top >= view.bottom || top + view.laneHeight <= 0) return;
    paintTitle(scene, lane, top, i > 0 ? (scene.busy[i - 1] ?? null) : null);
    if (model.empty) fillRow(scene, view.left, view.right, top);
    else paintLane(scene, lane, top);
  });
  paintRopes(scene);
  if (scene.marked) paintMark(scene, scene.marked);
  paintAxis(scene);
}

function paintLane(scene: Scene, lane: Lane, top: number): void {
  eachVisible(scene, lane.states, 1, (span) => paintState(scene, lane, span, top));
  eachVisible(scene, lane.chunks, LEAST_BAR, (span) => paintChunk(scene, lane, span, top));
  eachPrint(scene, lane, (x) => paintPrint(scene, x, top));
  let drawnTo = -Infinity;
  for (const death of lane.deaths) {
    const x = xOf(scene.view, death.at);
    if (x < scene.view.left || x > scene.view.right || x < drawnTo) continue;
    paintDeath(scene, x, top);
    drawnTo = x + LEAST_APART;
  }
}

/** Calls f with each span that is seen, once for each so many pixels at most. */
function eachVisible({ view }: Scene, spans: readonly Span[], least: number, f: (span: Span) => void): void {
  let at = firstAfter(spans, view.from);
  for (let span = spans[at]; span && span.start <= view.until; span = spans[at]) {
    f(span);
    const drawnTo = xOf(view, span.start) + least;
    const end = span.end ?? Infinity;
    at = xOf(view, end) > drawnTo ? at + 1 : Math.max(firstAfter(spans, timeOf(view, drawnTo)), at + 1);
  }
}

/** Calls f with the place of each print that is seen, once for each so many pixels at most. */
function eachPrint({ view }: Scene, lane: Lane, f: (x: number) => void): void {
  let i = firstPrint(lane, view.from);
  for (let print = lane.prints[i]; print && print.at <= view.until; print = lane.prints[i]) {
    const x = xOf(view, print.at);
    f(x);
    i = Math.max(firstPrint(lane, timeOf(view, x + LEAST_APART)), i + 1);
  }
}

function paintState(scene: Scene, lane: Lane, span: Span, top: number): void {
  const { pen, palette } = scene;
  const bar = barOf(scene, span, top);
  switch (span.kind) {
    case "idle":
      return fillRow(scene, bar.from, bar.to, top);
    case "starting":
    case "replacing":
      return dotBar(pen, palette.inkSoft, bar);
    case "running":
      fillRow(scene, bar.from, bar.to, top);
      fillBar(pen, palette.parent, bar);
      return paintLabel(scene, () => labels(lane, span), palette.onBar, bar);
    case "free":
      fillRow(scene, bar.from, bar.to, top);
      tintBar(pen, palette.parent, bar);
      return paintLabel(scene, () => labels(lane, span), palette.ink, bar);
    case "blocked":
      fillRow(scene, bar.from, bar.to, top);
      hatchBar(pen, palette.parent, bar);
      return paintLabel(scene, () => labels(lane, span), palette.ink, bar, palette.water);
    case "chunk":
      return; // drawn over the states
  }
}

function paintChunk(scene: Scene, lane: Lane, span: Span, top: number): void {
  const { pen, model, palette } = scene;
  const bar = barOf(scene, span, top);
  const wide = bar.to - bar.from >= LEAST_APART;
  const to = wide ? bar.to - 1 : Math.max(bar.to, bar.from + LEAST_BAR);
  fillBar(pen, jobColour(palette, model.jobOf(span)?.index ?? 0), { ...bar, to });
  if (wide) paintLabel(scene, () => labels(lane, span), palette.onBar, bar);
}
