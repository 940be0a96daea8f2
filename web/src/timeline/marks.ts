// What stands on and around the bars: titles, labels, deaths, ropes, the time axis, the marked span.
import { laneTitle } from "./describe.ts";
import type { Hit } from "./hit.ts";
import type { Lane } from "./lane.ts";
import type { Palette } from "./palette.ts";
import { barOf, CORNER, type Bar, type Pen, type Scene } from "./scene.ts";
import { duration, percent } from "./units.ts";
import { ticks, topOf, xOf } from "./view.ts";

const LABEL_MARGIN = 16;
const SHARE_WIDTH = 36;
const AXIS_GAP = 12;

export function paintTitle({ pen, view, palette, model }: Scene, lane: Lane, top: number, busy: number | null): void {
  const middle = top + view.laneHeight / 2;
  const end = view.left - AXIS_GAP;
  pen.fillStyle = palette.inkSoft;
  pen.textAlign = "left";
  pen.fillText(laneTitle(model, lane), view.margin, middle, end - view.margin - (lane.worker < 0 ? 0 : SHARE_WIDTH));
  if (busy === null) return;
  pen.fillStyle = palette.ink;
  pen.textAlign = "right";
  pen.fillText(percent(busy), end, middle);
  pen.textAlign = "left";
}

/** Writes a bar's label where there is room for it, on a patch of its own over a hatch. */
export function paintLabel({ pen, view }: Scene, texts: () => readonly string[], ink: string, { from, to, top, height }: Bar, patch?: string): void {
  if (to - from < 24 || view.laneHeight < 22) return;
  const text = texts().find((candidate) => pen.measureText(candidate).width + LABEL_MARGIN <= to - from);
  if (text === undefined) return;
  const middle = top + height / 2;
  if (patch !== undefined) {
    pen.fillStyle = patch;
    pen.beginPath();
    pen.roundRect(from + 8, middle - 10, pen.measureText(text).width + 12, 20, CORNER);
    pen.fill();
  }
  pen.fillStyle = ink;
  pen.textAlign = "left";
  pen.fillText(text, from + (patch === undefined ? 8 : 14), middle + 0.5);
}

/** A notch at the foot of the parent's lane. */
export function paintPrint({ pen, view, palette }: Scene, x: number, top: number): void {
  notch(pen, palette, x, top + view.laneHeight - 1);
}

export function notch(pen: Pen, palette: Palette, x: number, foot: number): void {
  for (const [colour, half, height] of [[palette.deck, 2, 8], [palette.ink, 1, 7]] as const) {
    pen.fillStyle = colour;
    pen.fillRect(x - half, foot - height, 2 * half, height);
  }
}

export function paintDeath({ pen, view, palette }: Scene, x: number, top: number): void {
  cross(pen, palette, x, top + view.laneHeight / 2);
}

export function cross(pen: Pen, palette: Palette, x: number, middle: number): void {
  // A rim of the page's colour tells it from the bar that it ends.
  for (const [colour, width] of [[palette.deck, 6], [palette.bad, 3]] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(x - 5, middle - 5);
    pen.lineTo(x + 5, middle + 5);
    pen.moveTo(x + 5, middle - 5);
    pen.lineTo(x - 5, middle + 5);
    pen.stroke();
  }
}

/** The ropes between the lanes: floats on a line. */
export function paintRopes({ pen, view, palette }: Scene): void {
  pen.strokeStyle = palette.rope;
  pen.lineWidth = 2;
  pen.setLineDash([6, 4]);
  pen.beginPath();
  for (let i = 0; i <= view.lanes.length; i++) {
    const y = Math.max(topOf(view, i), 1);
    if (y > view.bottom) continue;
    pen.moveTo(view.left, y);
    pen.lineTo(view.right, y);
  }
  pen.stroke();
  pen.setLineDash([]);
}

export function paintAxis({ pen, view, palette, model }: Scene): void {
  const { bottom } = view;
  pen.fillStyle = palette.deck; // over the lane that has room in part
  pen.fillRect(0, bottom + 1, view.width, view.laneHeight);
  if (model.empty) return;
  pen.textAlign = "center";
  pen.fillStyle = palette.inkSoft;
  pen.strokeStyle = palette.rope;
  pen.lineWidth = 1;
  pen.beginPath();
  const { step, marks } = ticks(view);
  for (const ms of marks) {
    const x = Math.round(xOf(view, ms)) + 0.5;
    pen.moveTo(x, bottom);
    pen.lineTo(x, bottom + 6);
    const text = duration(ms, step);
    const half = pen.measureText(text).width / 2;
    pen.fillText(text, Math.min(x, view.width - half - 8), bottom + 17);
  }
  pen.stroke();
  pen.textAlign = "left";
}

export function paintMark(scene: Scene, { lane, span }: Hit): void {
  const { pen, view, palette, now } = scene;
  const i = view.lanes.indexOf(lane);
  if (i < 0 || span.start > view.until || (span.end ?? now) < view.from) return;
  const { from, to, top, height } = barOf(scene, span, topOf(view, i));
  pen.strokeStyle = palette.ink;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.roundRect(from - 1, top - 2, Math.max(to - from, 1) + 2, height + 4, CORNER + 1);
  pen.stroke();
}
