// Draws the timeline: a pool seen from above, a lane for the parent and for each worker.
import { duration, labels, laneTitle } from "./describe.ts";
import { CORNER, hatch } from "./hatch.ts";
import type { Lane, Span, TimelineModel } from "./model.ts";
import { jobColour, type Palette } from "./palette.ts";
import { bottomOf, ticks, xOf, type Hit, type View } from "./view.ts";

const SMALL = 13;
const LABEL_MARGIN = 16;
/** A chunk of no length is seen all the same. */
const LEAST_BAR = 2;

/** A drawing: what is drawn, where, in what colours. */
export interface Scene {
  readonly context: CanvasRenderingContext2D;
  readonly model: TimelineModel;
  readonly view: View;
  readonly palette: Palette;
  /** The moment up to which lasting spans are drawn. */
  readonly now: number;
  readonly marked: Hit | null;
}

export function paint(scene: Scene): void {
  const { context, view, palette } = scene;
  context.clearRect(0, 0, view.width, view.height);
  context.textBaseline = "middle";
  context.font = `${SMALL}px ${palette.face}`;
  view.lanes.forEach((lane, i) => paintLane(scene, lane, i * view.laneHeight));
  paintRopes(scene);
  paintAxis(scene);
  if (scene.marked) paintMark(scene, scene.marked);
}

function paintLane(scene: Scene, lane: Lane, top: number): void {
  const { context, view, palette, model } = scene;
  context.fillStyle = palette.inkSoft;
  context.textAlign = "left";
  context.fillText(laneTitle(model, lane), view.width < 560 ? 16 : 24, top + view.laneHeight / 2, view.left - 24);
  if (model.parent.states.length === 0) {
    fillRow(scene, palette.water, view.left, view.right, top);
    return;
  }
  for (const span of lane.states) paintState(scene, span, top);
  paintChunks(scene, lane, top);
  for (const death of lane.deaths) paintDeath(scene, xOf(view, death.at), top);
}

function paintState(scene: Scene, span: Span, top: number): void {
  const { palette } = scene;
  const [from, to] = extent(scene, span);
  switch (span.kind) {
    case "idle":
      return fillRow(scene, palette.water, from, to, top);
    case "starting":
      return paintDots(scene, from, to, top);
    case "free":
      fillRow(scene, palette.water, from, to, top);
      fillBar(scene, palette.parent, from, to, top);
      return paintLabel(scene, span, palette.onBar, from, to, top);
    case "blocked":
      fillRow(scene, palette.water, from, to, top);
      paintHatch(scene, from, to, top);
      return paintLabel(scene, span, palette.ink, from, to, top, palette.water);
    case "chunk":
      return; // drawn over the states
  }
}

/** Draws a lane's chunks. Those that share a pixel are drawn once. */
function paintChunks(scene: Scene, lane: Lane, top: number): void {
  const { model, palette } = scene;
  let drawnTo = -Infinity;
  let drawnColour = "";
  for (const span of lane.chunks) {
    const [from, to] = extent(scene, span);
    const colour = jobColour(palette, model.jobOf(span)?.index ?? 0);
    if (to - drawnTo < 0.5 && colour === drawnColour) continue;
    const wide = to - from >= 3;
    // A gap of one pixel tells neighbours apart.
    fillBar(scene, colour, from, wide ? to - 1 : Math.max(to, from + LEAST_BAR), top);
    if (wide) paintLabel(scene, span, palette.onBar, from, to, top);
    drawnTo = to;
    drawnColour = colour;
  }
}

function extent({ view, now }: Scene, span: Span): [number, number] {
  return [xOf(view, span.start), xOf(view, span.end ?? now)];
}

function inset(view: View): number {
  return Math.max(Math.round(view.laneHeight * 0.16), 3);
}

function fillRow({ context, view }: Scene, colour: string, from: number, to: number, top: number): void {
  context.fillStyle = colour;
  context.fillRect(from, top + 1, Math.max(to - from, 0), view.laneHeight - 2);
}

function fillBar({ context, view }: Scene, colour: string, from: number, to: number, top: number): void {
  const gap = inset(view);
  context.fillStyle = colour;
  if (to - from < 2 * CORNER) {
    context.fillRect(from, top + gap, to - from, view.laneHeight - 2 * gap);
    return;
  }
  context.beginPath();
  context.roundRect(from, top + gap, to - from, view.laneHeight - 2 * gap, CORNER);
  context.fill();
}

function paintHatch({ context, view, palette }: Scene, from: number, to: number, top: number): void {
  const gap = inset(view);
  hatch(context, palette.parent, { x: from, y: top + gap, width: to - from, height: view.laneHeight - 2 * gap });
}

function paintDots({ context, view, palette }: Scene, from: number, to: number, top: number): void {
  const gap = inset(view);
  context.fillStyle = palette.inkSoft;
  for (let x = from + 3; x < to; x += 6) {
    for (let y = top + gap + 3; y < top + view.laneHeight - gap; y += 6) context.fillRect(x, y, 1.5, 1.5);
  }
}

function paintDeath({ context, view, palette }: Scene, x: number, top: number): void {
  const middle = top + view.laneHeight / 2;
  context.strokeStyle = palette.bad;
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(x - 5, middle - 5);
  context.lineTo(x + 5, middle + 5);
  context.moveTo(x + 5, middle - 5);
  context.lineTo(x - 5, middle + 5);
  context.stroke();
}

/** Writes a bar's label where there is room for it, on a patch of its own over a hatch. */
function paintLabel(scene: Scene, span: Span, ink: string, from: number, to: number, top: number, patch?: string): void {
  const { context, view } = scene;
  if (to - from < 24 || view.laneHeight < 22) return;
  const text = labels(span).find((candidate) => context.measureText(candidate).width + LABEL_MARGIN <= to - from);
  if (text === undefined) return;
  const width = context.measureText(text).width;
  const middle = top + view.laneHeight / 2;
  if (patch !== undefined) {
    context.fillStyle = patch;
    context.beginPath();
    context.roundRect(from + 8, middle - 11, width + 12, 22, CORNER);
    context.fill();
  }
  context.fillStyle = ink;
  context.fillText(text, from + (patch === undefined ? 8 : 14), middle + 0.5);
}

/** The ropes between the lanes: floats on a line. */
function paintRopes({ context, view, palette }: Scene): void {
  context.strokeStyle = palette.rope;
  context.lineWidth = 2;
  context.setLineDash([6, 4]);
  context.beginPath();
  for (let i = 0; i <= view.lanes.length; i++) {
    const y = Math.max(i * view.laneHeight, 1);
    context.moveTo(view.left, y);
    context.lineTo(view.right, y);
  }
  context.stroke();
  context.setLineDash([]);
}

function paintAxis({ context, view, palette, model }: Scene): void {
  if (model.parent.states.length === 0) return;
  const bottom = bottomOf(view);
  context.textAlign = "center";
  context.fillStyle = palette.inkSoft;
  context.strokeStyle = palette.rope;
  context.lineWidth = 1;
  context.beginPath();
  for (const ms of ticks(view)) {
    const x = Math.round(xOf(view, ms)) + 0.5;
    context.moveTo(x, bottom);
    context.lineTo(x, bottom + 6);
    const text = duration(ms);
    const half = context.measureText(text).width / 2;
    context.fillText(text, Math.min(x, view.width - half - 8), bottom + 18);
  }
  context.stroke();
}

function paintMark(scene: Scene, { lane, span }: Hit): void {
  const { context, view, palette } = scene;
  const top = view.lanes.indexOf(lane) * view.laneHeight;
  const [from, to] = extent(scene, span);
  const gap = inset(view) - 2;
  context.strokeStyle = palette.ink;
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(from - 1, top + gap, Math.max(to - from, 1) + 2, view.laneHeight - 2 * gap, CORNER + 1);
  context.stroke();
}
