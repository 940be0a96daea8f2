// Says in words what the timeline shows.
import type { Death, Lane, Span, TimelineModel } from "./model.ts";

export function laneTitle(model: TimelineModel, lane: Lane): string {
  if (lane.worker < 0) return "parent";
  const several = model.workers.some((other) => other.pool !== lane.pool);
  return several ? `pool ${lane.pool}, worker ${lane.worker}` : `worker ${lane.worker}`;
}

/** Describes a span on a few lines. */
export function describeSpan(model: TimelineModel, lane: Lane, span: Span): string {
  const end = span.end ?? model.latest;
  const lasted = `${duration(end - span.start)}${span.end === null ? " so far" : ""}, from ${duration(span.start)}`;
  const lines = [`${what(span)} (${laneTitle(model, lane)})`, lasted];
  if (span.kind === "chunk") lines.push(`job ${span.job}${span.bytes > 0 ? `, ${bytes(span.bytes)} sent and received` : ""}`);
  if (span.error) lines.push(span.error);
  return lines.join("\n");
}

export function describeDeath(model: TimelineModel, lane: Lane, death: Death): string {
  return `${laneTitle(model, lane)} died at ${duration(death.at)}\n${death.error}`;
}

/** The whole timeline in a few sentences, for those who do not see it. */
export function summarize(model: TimelineModel): string {
  if (model.parent.states.length === 0) return "Nothing has run yet.";
  const blocked = sum(model, model.parent.states.filter((span) => span.kind === "blocked"));
  const parent = `In ${duration(model.latest)} the parent was blocked for ${duration(blocked)}.`;
  const workers = model.workers.map((lane) => {
    const died = lane.deaths.length > 0 ? ` and died ${times(lane.deaths.length)}` : "";
    const chunks = `${lane.chunks.length} ${lane.chunks.length === 1 ? "chunk" : "chunks"}`;
    return `${laneTitle(model, lane)} ran ${chunks} in ${duration(sum(model, lane.chunks))}${died}.`;
  });
  return [parent, ...workers].join(" ");
}

/** A bar's own label, the longest first, for a bar in which that has no room. */
export function labels(span: Span): readonly string[] {
  if (span.kind !== "chunk") return [stateLabel(span)];
  const last = span.first + span.count - 1;
  const tasks = span.count === 1 ? `task ${span.first}` : `tasks ${span.first}–${last}`;
  return [`${span.fn}, ${tasks}`, span.count === 1 ? String(span.first) : `${span.first}–${last}`];
}

function stateLabel(span: Span): string {
  return span.kind === "blocked" && span.fn ? `blocked in ${span.fn}` : span.kind;
}

export function duration(ms: number): string {
  if (ms === 0) return "0";
  if (ms >= 1000) return `${trim(ms / 1000)} s`;
  if (ms >= 1) return `${trim(ms)} ms`;
  return `${trim(ms * 1000)} µs`;
}

function what(span: Span): string {
  if (span.kind !== "chunk") return stateLabel(span);
  const tasks = span.count === 1 ? `task ${span.first}` : `tasks ${span.first} to ${span.first + span.count - 1}`;
  return `${span.fn}, ${tasks}`;
}

function trim(n: number): string {
  return n >= 100 ? n.toFixed(0) : String(Number(n.toPrecision(3)));
}

function bytes(n: number): string {
  return n < 1024 ? `${n} bytes` : n < 1024 ** 2 ? `${trim(n / 1024)} KiB` : `${trim(n / 1024 ** 2)} MiB`;
}

function sum(model: TimelineModel, spans: readonly Span[]): number {
  return spans.reduce((total, span) => total + (span.end ?? model.latest) - span.start, 0);
}

function times(n: number): string {
  return n === 1 ? "once" : `${n} times`;
}
