// Finds the span that is pointed at, or that a key leads to.
import { firstAfter, type Lane, type Span } from "./lane.ts";
import { timeOf, type View } from "./view.ts";

/** How far beside a bar of a few pixels it is found, in pixels. */
const REACH = 3;

/** A span that was pointed at or chosen by key. */
export interface Hit {
  readonly lane: Lane;
  readonly span: Span;
}

/** What stands at a point; a bar of a few pixels is found from beside it too. */
export function hit(view: View, x: number, y: number): Hit | null {
  const lane = view.lanes[Math.floor((y - view.top) / view.laneHeight)];
  if (!lane || y >= view.bottom || x < view.left - REACH || x > view.right + REACH) return null;
  const at = timeOf(view, x);
  const reach = timeOf(view, view.left + REACH) - view.from;
  const span = nearest(lane.chunks, at, reach) ?? nearest(lane.states, at, 0);
  return span && { lane, span };
}

/** What an arrow key leads to from a hit. */
export function neighbour(lanes: readonly Lane[], from: Hit | null, key: string): Hit | null {
  const lane = from?.lane ?? lanes[0];
  if (!lane) return null;
  const spans = spansOf(lane);
  if (!from) return spans[0] ? { lane, span: spans[0] } : null;
  const at = spans.indexOf(from.span);
  const step = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: spans.length - 1 }[key];
  if (step !== undefined) return { lane, span: spans[Math.min(Math.max(step, 0), spans.length - 1)] ?? from.span };
  const next = lanes[lanes.indexOf(lane) + (key === "ArrowUp" ? -1 : 1)];
  const beside = next && nearest(spansOf(next), from.span.start, Infinity);
  return next && beside ? { lane: next, span: beside } : from;
}

/** A worker's chunks are what there is to see; where there are none, its states. */
function spansOf(lane: Lane): readonly Span[] {
  return lane.chunks.length > 0 ? lane.chunks : lane.states;
}

/** The span at a moment, or the nearest that is no farther than so many milliseconds. */
function nearest(spans: readonly Span[], at: number, reach: number): Span | null {
  const next = firstAfter(spans, at);
  let [found, distance]: [Span | null, number] = [null, reach];
  for (const span of [spans[next - 1], spans[next]]) {
    if (!span) continue;
    const away = Math.max(span.start - at, at - (span.end ?? Infinity), 0);
    if (away <= distance) [found, distance] = [span, away];
  }
  return found;
}
