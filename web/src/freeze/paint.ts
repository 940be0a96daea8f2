// Draws recordings: a lane for each way, a tick for each frame, a hatch where frames are missing.
import type { Palette } from "../timeline/palette.ts";
import { CORNER, hatchBar } from "../timeline/scene.ts";
import { duration } from "../timeline/units.ts";
import { ticks } from "../timeline/view.ts";
import { gapsOf } from "./frames.ts";
import type { Recording } from "./recording.ts";

export const LANE = 64;
export const AXIS = 32;
const FACE = 13;
/** Marks as near as this share a label. */
const NEAR = 6;

export interface Lane {
  readonly title: string;
  readonly recording: Recording | null;
}

export interface Scene {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly width: number;
  readonly lanes: readonly Lane[];
}

/** Where a job's time 0 stands, and its scale. */
interface Scale {
  readonly left: number;
  readonly zero: number;
  readonly right: number;
  /** The moment at the right edge, in ms after the job began. */
  readonly until: number;
}

export function paintLanes(scene: Scene): void {
  const { context, palette, width, lanes } = scene;
  context.clearRect(0, 0, width, lanes.length * LANE + AXIS);
  context.textBaseline = "middle";
  context.font = `${FACE}px ${palette.face}`;
  const scale = fit(scene);
  lanes.forEach((lane, i) => paintLane(scene, scale, lane, i * LANE));
  paintRopes(scene, scale);
  if (lanes.some(({ recording }) => recording)) paintAxis(scene, scale);
}

function fit({ width, lanes }: Scene): Scale {
  const narrow = width < 560;
  const [left, right] = [narrow ? 104 : 120, width - (narrow ? 16 : 24)];
  let [before, until] = [0, 100];
  for (const { recording } of lanes) {
    if (!recording) continue;
    before = Math.max(before, recording.began - (recording.frames[0] ?? recording.began));
    until = Math.max(until, (recording.frames.at(-1) ?? 0) - recording.began);
  }
  return { left, zero: left + ((right - left) * before) / (before + until), right, until };
}

function xOf({ zero, right, until }: Scale, at: number): number {
  return zero + (at / until) * (right - zero);
}

function paintLane(scene: Scene, scale: Scale, { title, recording }: Lane, top: number): void {
  const { context, palette, width } = scene;
  context.textAlign = "left";
  context.fillStyle = palette.inkSoft;
  context.fillText(title, width < 560 ? 16 : 24, top + LANE / 2, scale.left - 24);
  context.fillStyle = palette.water;
  context.fillRect(scale.left, top + 1, scale.right - scale.left, LANE - 2);
  if (!recording) return;
  paintFrames(scene, scale, recording, top + 26);
  context.fillStyle = palette.jobs[0] ?? palette.ink;
  const [from, to] = [xOf(scale, 0), xOf(scale, (recording.ended ?? recording.frames.at(-1) ?? 0) - recording.began)];
  context.fillRect(from, top + 54, Math.max(to - from, 2), 5);
  paintMarks(scene, scale, recording, top);
}

function paintFrames({ context, palette }: Scene, scale: Scale, { frames, interval, began }: Recording, top: number): void {
  const height = 24;
  context.fillStyle = palette.parent;
  for (const time of frames) context.fillRect(Math.round(xOf(scale, time - began)), top, 1, height);
  for (const gap of gapsOf(frames, interval)) {
    const [from, to] = [xOf(scale, gap.from - began), xOf(scale, gap.to - began)];
    hatchBar(context, palette.parent, { from, to, top, height, corners: [CORNER] });
  }
}

/** Marks what the code reached when, with its text where there is room. */
function paintMarks({ context, palette }: Scene, scale: Scale, { marks }: Recording, top: number): void {
  context.fillStyle = palette.ink;
  const labels: { x: number; text: string }[] = [];
  for (const { at, text } of marks) {
    const x = xOf(scale, at);
    const last = labels.at(-1);
    if (last && x - last.x < NEAR) last.text += `, ${text}`;
    else labels.push({ x, text });
  }
  let taken = scale.left;
  for (const { x, text } of labels) {
    context.fillRect(Math.round(x) - 1, top + 4, 2, LANE - 8);
    const width = context.measureText(text).width;
    const from = x + 6 + width <= scale.right ? x + 6 : x - 6 - width;
    if (from < taken) continue;
    context.fillText(text, from, top + 14);
    taken = from + width + 12;
  }
}

/** The ropes between the lanes, as in the timeline. */
function paintRopes({ context, palette, lanes }: Scene, { left, right }: Scale): void {
  context.strokeStyle = palette.rope;
  context.lineWidth = 2;
  context.setLineDash([6, 4]);
  context.beginPath();
  for (let i = 0; i <= lanes.length; i++) {
    const y = Math.max(i * LANE, 1);
    context.moveTo(left, y);
    context.lineTo(right, y);
  }
  context.stroke();
  context.setLineDash([]);
}

function paintAxis({ context, palette, width, lanes }: Scene, scale: Scale): void {
  const bottom = lanes.length * LANE;
  context.textAlign = "center";
  context.fillStyle = palette.inkSoft;
  for (const at of ticks({ left: scale.zero, right: scale.right, from: 0, until: scale.until }, 60).marks) {
    const x = Math.round(xOf(scale, at));
    const text = duration(at);
    context.fillRect(x, bottom, 1, 6);
    context.fillText(text, Math.min(x, width - context.measureText(text).width / 2 - 8), bottom + 18);
  }
}
