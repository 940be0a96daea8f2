// Where a moment and a lane stand on the canvas, in CSS pixels, and which stretch of time is shown.
import type { Lane } from "./lane.ts";
import type { TimelineModel } from "./model.ts";

const AXIS_HEIGHT = 30;
const LEAST_LANE = 18;
const MOST_LANE = 96;
/** The shortest stretch that can be shown, in milliseconds: clocks tell no less. */
const LEAST_STRETCH = 0.02;

/** A stretch of time, in milliseconds since the program started. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

export interface View extends Stretch {
  readonly width: number;
  readonly height: number;
  /** Where the lanes end and the axis begins. Those that have no room are scrolled to. */
  readonly bottom: number;
  /** Where the stretch begins: left of it are the lanes' titles. */
  readonly left: number;
  readonly right: number;
  /** Where the titles begin. */
  readonly margin: number;
  /** Where the lanes begin. */
  readonly top: number;
  readonly laneHeight: number;
  readonly lanes: readonly Lane[];
}

/** How high a room for all lanes and the axis would be. */
export function neededHeight(model: TimelineModel, room: number): number {
  return laneHeightIn(model, room) * model.lanes.length + AXIS_HEIGHT;
}

function laneHeightIn({ lanes }: TimelineModel, room: number): number {
  return Math.floor(Math.min(Math.max((room - AXIS_HEIGHT) / lanes.length, LEAST_LANE), MOST_LANE));
}

/** Fits the lanes into a room, the first of them at top. */
export function fit(model: TimelineModel, width: number, room: number, { from, until }: Stretch, top = 0): View {
  const { lanes } = model;
  const laneHeight = laneHeightIn(model, room);
  const narrow = width < 560;
  const several = model.workers.some(({ pool }) => pool !== model.workers[0]?.pool);
  return {
    width,
    height: room,
    bottom: Math.min(top + laneHeight * lanes.length, Math.max(top, 0) + room - AXIS_HEIGHT),
    left: (narrow ? 118 : 144) + (several ? 48 : 0),
    margin: narrow ? 16 : 24,
    right: width - (narrow ? 16 : 24),
    top,
    laneHeight,
    lanes,
    from,
    until,
  };
}

export function xOf(view: View, ms: number): number {
  return view.left + ((ms - view.from) / (view.until - view.from)) * (view.right - view.left);
}

export function timeOf(view: View, x: number): number {
  return view.from + ((x - view.left) / (view.right - view.left)) * (view.until - view.from);
}

/** Where the lane of a number begins; after the last one, where the axis does. */
export function topOf(view: View, lane: number): number {
  return view.top + lane * view.laneHeight;
}

/** The marks of the time axis, at round numbers: about so many pixels apart. */
export function ticks(view: Pick<View, "left" | "right" | "from" | "until">, apart = 100): { readonly step: number; readonly marks: readonly number[] } {
  const rough = ((view.until - view.from) * apart) / (view.right - view.left);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(view.from / step);
  const count = Math.max(Math.floor(view.until / step) - first + 1, 0);
  return { step, marks: Array.from({ length: count }, (_, i) => round((first + i) * step, step)) };
}

/** Takes away what adding fractions leaves behind the last place of a step. */
function round(ms: number, step: number): number {
  return Number(ms.toFixed(Math.max(-Math.floor(Math.log10(step)), 0)));
}

/** Shows a stretch by a factor nearer, so that a moment stays where it is. */
export function zoomed({ from, until }: Stretch, whole: Stretch, factor: number, at: number): Stretch {
  const length = Math.max((until - from) / factor, Math.min(LEAST_STRETCH, whole.until - whole.from));
  const before = (at - from) / (until - from);
  return within({ from: at - before * length, until: at + (1 - before) * length }, whole);
}

/** Shifts a stretch by so many milliseconds. */
export function shifted({ from, until }: Stretch, whole: Stretch, by: number): Stretch {
  return within({ from: from + by, until: until + by }, whole);
}

/** Shifts a stretch as little as it takes to show a span, the beginning of it first. */
export function revealing(stretch: Stretch, whole: Stretch, start: number, end: number): Stretch {
  const { from, until } = stretch;
  const margin = (until - from) / 10;
  if (start < from) return shifted(stretch, whole, start - margin - from);
  if (end > until) return shifted(stretch, whole, Math.min(end + margin - until, Math.max(start - margin - from, 0)));
  return stretch;
}

/** Brings a stretch into the whole; one that is no shorter is the whole. */
function within({ from, until }: Stretch, whole: Stretch): Stretch {
  const length = until - from;
  if (length >= (whole.until - whole.from) * 0.9999) return whole;
  const start = Math.min(Math.max(from, whole.from), whole.until - length);
  return { from: start, until: start + length };
}
