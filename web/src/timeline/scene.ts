// A drawing of the timeline, and the shapes that it is made of.
import type { Span } from "./lane.ts";
import type { Hit } from "./hit.ts";
import type { TimelineModel } from "./model.ts";
import type { Palette } from "./palette.ts";
import { xOf, type View } from "./view.ts";

/** What is drawn with: a canvas's context, or what writes SVG. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | "fillStyle" | "strokeStyle" | "lineWidth" | "globalAlpha" | "font" | "textAlign" | "textBaseline"
  | "beginPath" | "moveTo" | "lineTo" | "roundRect" | "fill" | "stroke" | "fillRect" | "setLineDash"
  | "fillText" | "measureText"
>;

/** What is drawn, where, in what colours. */
export interface Scene {
  readonly pen: Pen;
  readonly model: TimelineModel;
  readonly view: View;
  readonly palette: Palette;
  /** The moment up to which lasting spans are drawn. */
  readonly now: number;
  readonly marked: Hit | null;
  /** How busy each worker was, from 0 to 1, in the model's order. */
  readonly busy: readonly (number | null)[];
}

export const CORNER = 4;

/** A part of a lane, in pixels. An end that lies beyond what is shown is cut. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly height: number;
  readonly corners: number[];
}

/** Where a span stands, cut to what is shown. */
export function barOf({ view, now }: Scene, span: Span, top: number): Bar {
  const [start, end] = [xOf(view, span.start), xOf(view, span.end ?? now)];
  const [from, to] = [Math.max(start, view.left), Math.min(end, view.right)];
  const gap = insetOf(view);
  const corner = Math.max(Math.min(CORNER, (to - from) / 2), 0);
  const [left, right] = [start < view.left ? 0 : corner, end > view.right ? 0 : corner];
  return { from, to, top: top + gap, height: view.laneHeight - 2 * gap, corners: [left, right, right, left] };
}

export function insetOf(view: View): number {
  return Math.max(Math.round(view.laneHeight * 0.16), 3);
}

/** Still water: a stretch of a lane in which nothing runs. */
export function fillRow({ pen, view, palette }: Scene, from: number, to: number, top: number): void {
  pen.fillStyle = palette.water;
  pen.fillRect(from, top + 1, Math.max(to - from, 0), view.laneHeight - 2);
}

export function fillBar(pen: Pen, colour: string, { from, to, top, height, corners }: Bar): void {
  pen.fillStyle = colour;
  if (to - from < 2 * CORNER) {
    pen.fillRect(from, top, Math.max(to - from, 0), height);
    return;
  }
  pen.beginPath();
  pen.roundRect(from, top, to - from, height, corners);
  pen.fill();
}

export function outlineBar(pen: Pen, colour: string, { from, to, top, height, corners }: Bar): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.roundRect(from + 0.5, top + 0.5, Math.max(to - from - 1, 0), height - 1, corners);
  pen.stroke();
}

/** A bar that is only tinted, with an outline. */
export function tintBar(pen: Pen, colour: string, bar: Bar): void {
  pen.globalAlpha = 0.2;
  fillBar(pen, colour, bar);
  pen.globalAlpha = 1;
  outlineBar(pen, colour, bar);
}

/** A hatched bar. Its stripes stand still while it grows. */
export function hatchBar(pen: Pen, colour: string, bar: Bar): void {
  const { from, to, top, height } = bar;
  if (to - from < 1) return;
  const bottom = top + height;
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.beginPath();
  for (let x = Math.floor((from - height) / 9) * 9; x < to; x += 9) {
    const [a, b] = [Math.max(x, from), Math.min(x + height, to)];
    if (a >= b) continue;
    pen.moveTo(a, bottom - (a - x));
    pen.lineTo(b, bottom - (b - x));
  }
  pen.stroke();
  outlineBar(pen, colour, bar);
}

/** A dotted bar. */
export function dotBar(pen: Pen, colour: string, { from, to, top, height }: Bar): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5;
  pen.setLineDash([1.5, 4.5]);
  pen.beginPath();
  for (let y = top + 3; y < top + height - 1; y += 6) {
    pen.moveTo(from + 3, y);
    pen.lineTo(to, y);
  }
  pen.stroke();
  pen.setLineDash([]);
}
