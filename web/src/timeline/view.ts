// Where a moment and a lane stand on the canvas, in CSS pixels.
import type { Lane, Span, TimelineModel } from "./model.ts";

const AXIS_HEIGHT = 32;
const LEAST_LANE = 18;
const MOST_LANE = 120;

export interface View {
  readonly width: number;
  readonly height: number;
  /** Where time 0 stands: left of it are the lanes' titles. */
  readonly left: number;
  readonly right: number;
  readonly laneHeight: number;
  readonly lanes: readonly Lane[];
  /** The moment at the right edge, in milliseconds. */
  readonly until: number;
}

/** Fits the lanes into a room; where they are too many the view is higher than the room. */
export function fit(model: TimelineModel, width: number, room: number, until: number): View {
  const lanes = [model.parent, ...model.workers];
  const share = (room - AXIS_HEIGHT) / lanes.length;
  const laneHeight = Math.floor(Math.min(Math.max(share, LEAST_LANE), MOST_LANE));
  return {
    width,
    height: Math.max(laneHeight * lanes.length + AXIS_HEIGHT, room),
    left: width < 560 ? 76 : 120,
    right: width - (width < 560 ? 16 : 24),
    laneHeight,
    lanes,
    until,
  };
}

export function xOf(view: View, ms: number): number {
  return view.left + (ms / view.until) * (view.right - view.left);
}

export function timeOf(view: View, x: number): number {
  return ((x - view.left) / (view.right - view.left)) * view.until;
}

export function bottomOf(view: View): number {
  return view.laneHeight * view.lanes.length;
}

/** The marks of the time axis: at round numbers, about so many pixels apart. */
export function ticks(view: Pick<View, "left" | "right" | "until">, apart = 100): number[] {
  const rough = (view.until * apart) / (view.right - view.left);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(view.until / step) + 1 }, (_, i) => i * step);
}

/** A span that was pointed at or chosen by key. */
export interface Hit {
  readonly lane: Lane;
  readonly span: Span;
}

/** What stands at a point; a bar of a few pixels is found from beside it too. */
export function hit(view: View, x: number, y: number): Hit | null {
  const lane = view.lanes[Math.floor(y / view.laneHeight)];
  if (!lane || y < 0 || x < view.left - 3) return null;
  const at = timeOf(view, x);
  const reach = timeOf(view, view.left + 3);
  let nearest: Span | null = null;
  let distance = reach;
  for (const span of lane.chunks) {
    const away = Math.max(span.start - at, at - (span.end ?? view.until), 0);
    if (away < distance || (away === 0 && distance === 0)) {
      nearest = span;
      distance = away;
    }
  }
  nearest ??= lane.states.find((span) => span.start <= at && at <= (span.end ?? view.until)) ?? null;
  return nearest && { lane, span: nearest };
}

/** What an arrow key leads to from a hit. */
export function neighbour(view: View, from: Hit | null, key: string): Hit | null {
  const lane = from?.lane ?? view.lanes[0];
  if (!lane) return null;
  const spans = spansOf(lane);
  if (!from) return spans[0] ? { lane, span: spans[0] } : null;
  const at = spans.indexOf(from.span);
  const step = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: spans.length - 1 }[key];
  if (step !== undefined) return { lane, span: spans[Math.min(Math.max(step, 0), spans.length - 1)] ?? from.span };
  const next = view.lanes[view.lanes.indexOf(lane) + (key === "ArrowUp" ? -1 : 1)];
  const beside = next && nearestTo(spansOf(next), from.span.start);
  return next && beside ? { lane: next, span: beside } : from;
}

/** A worker's chunks are what there is to see; where there are none, its states. */
function spansOf(lane: Lane): readonly Span[] {
  return lane.chunks.length > 0 ? lane.chunks : lane.states;
}

function nearestTo(spans: readonly Span[], at: number): Span | undefined {
  let nearest = spans[0];
  for (const span of spans) {
    if (nearest && Math.abs(span.start - at) < Math.abs(nearest.start - at)) nearest = span;
  }
  return nearest;
}
