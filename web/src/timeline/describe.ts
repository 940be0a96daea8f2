// Says in words what the timeline shows.
import { figuresOf, speedupDoubt } from "./figures.ts";
import { printedIn, type Lane, type Span } from "./lane.ts";
import type { TimelineModel } from "./model.ts";
import { bytes, duration, percent, plural } from "./units.ts";

export function laneTitle(model: TimelineModel, lane: Lane): string {
  if (lane.worker < 0) return "parent";
  const several = model.workers.some((other) => other.pool !== lane.pool);
  return several ? `pool ${lane.pool}, worker ${lane.worker}` : `worker ${lane.worker}`;
}

/** Describes a span on a few lines. */
export function describeSpan(model: TimelineModel, lane: Lane, span: Span, now: number): string {
  const end = span.end ?? now;
  const whole = end - span.start;
  const [from, to] = [span.start, end].map((ms) => duration(ms, whole / 100));
  const lasted = whole === 0 ? `too short for the clock, at ${from}` : `${duration(whole)}${span.end === null ? " so far" : ""}, from ${from}${span.end === null ? "" : ` to ${to}`}`;
  const lines = [`${what(span)} (${laneTitle(model, lane)})`, lasted];
  if (span.kind === "chunk") lines.push(chunkDetails(span, whole));
  if (span.kind === "blocked" && span.job >= 0) lines.push(`waits for job ${span.job}`);
  const death = lane.deaths.find(({ at }) => at === span.end);
  if (lane.prints.length > 0) lines.push(...printed(lane, span));
  if (span.error || death) lines.push(span.error || `died: ${death?.error ?? ""}`);
  return lines.join("\n");
}

/** What the parent printed meanwhile, as a sentence, or nothing. */
export function printed(lane: Lane, span: Span): string[] {
  const { lines, last } = printedIn(lane, span);
  if (lines === 0) return [];
  return [lines === 1 ? `printed “${last}”` : `printed ${plural(lines, "line")}, the last “${last}”`];
}

function chunkDetails(span: Span, whole: number): string {
  const details = [`job ${span.job}`, plural(span.count, "item")];
  if (span.count > 1 && whole > 0 && span.end !== null) details.push(`${duration(whole / span.count)} each`);
  if (span.bytes > 0) details.push(`${bytes(span.bytes)} sent and received`);
  return details.join(", ");
}

/** The whole timeline in a few sentences, for those who do not see it. */
export function summarize(model: TimelineModel): string {
  if (model.empty) return "Nothing has run yet.";
  const blocked = model.parent.states.filter((span) => span.kind === "blocked");
  const parent = `In ${duration(model.latest)} the parent was blocked for ${duration(sum(model, blocked))}.`;
  const figures = figuresOf(model, model.latest);
  const { busy, speedup } = figures;
  const workers = model.workers.map((lane, i) => {
    const died = lane.deaths.length > 0 ? ` and died ${lane.deaths.length === 1 ? "once" : `${lane.deaths.length} times`}` : "";
    const share = busy[i] ?? null;
    const busyFor = share === null ? "" : `, busy for ${percent(share)} of the jobs’ time`;
    return `${sentence(laneTitle(model, lane))} ran ${plural(lane.chunks.length, "chunk")} in ${duration(sum(model, lane.chunks))}${busyFor}${died}.`;
  });
  if (speedup !== null && !speedupDoubt(figures)) workers.push(`That is ${speedup.toFixed(1)} times as fast as a serial loop.`);
  return [parent, ...workers].join(" ");
}

/** A bar's own label, the longest first, for a bar in which that has no room. */
export function labels(lane: Lane, span: Span): readonly string[] {
  if (span.kind !== "chunk") {
    const { lines } = span.kind === "free" ? printedIn(lane, span) : { lines: 0 };
    return [...(lines > 0 ? [`${stateLabel(span)}, ${plural(lines, "line")} printed`] : []), stateLabel(span)];
  }
  return [`${span.fn}, ${tasks(span, "–")}`, span.count === 1 ? String(span.first) : `${span.first}–${span.first + span.count - 1}`];
}

/** What a span is, as the table says it too. */
export function what(span: Span): string {
  return span.kind === "chunk" ? `${span.fn}, ${tasks(span, " to ")}` : stateLabel(span);
}

function tasks({ first, count }: Span, to: string): string {
  return count === 1 ? `task ${first}` : `tasks ${first}${to}${first + count - 1}`;
}

function stateLabel(span: Span): string {
  if (span.kind === "replacing") return "starting again";
  return span.kind === "blocked" && span.fn ? `blocked in ${span.fn}` : span.kind;
}

function sum(model: TimelineModel, spans: readonly Span[]): number {
  return spans.reduce((total, span) => total + (span.end ?? model.latest) - span.start, 0);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
