// Lays views side by side over one axis of workers, as the charts want them.
import { sameWork, type Laws, type Point, type Spread, type View } from "./views.ts";

export const METRICS = ["time", "speed-up", "efficiency"] as const;
export type Metric = (typeof METRICS)[number];

/** A curve: a value for each of the axis' numbers of workers, or null. */
export interface Curve {
  readonly kind: "ideal" | "measured" | "amdahl" | "usl";
  /** Which view's. */
  readonly view: number;
  readonly values: readonly (number | null)[];
  /** The quartiles of what was measured. */
  readonly spreads: readonly (Spread | null)[];
}

export interface ChartData {
  readonly workers: readonly number[];
  readonly curves: readonly Curve[];
}

/** The ideal and the laws are those of the first view. Times of other work are left out. */
export function chartData(views: readonly View[], metric: Metric): ChartData {
  const [first] = views;
  if (!first) return { workers: [], curves: [] };
  const all = views.flatMap(({ points }) => points.map((point) => point.workers));
  const laws = metric === "time" ? [] : first.laws;
  const most = Math.max(1, ...all);
  const fine = metric === "time" ? fractions(most) : [];
  const workers = [...new Set([1, ...all, ...laws.map((law) => law.workers), ...fine])].sort((a, b) => a - b);
  const curve = (kind: Curve["kind"], view: number, valueAt: (n: number) => number | undefined): Curve => ({
    kind,
    view,
    values: workers.map((n) => valueAt(n) ?? null),
    spreads: [],
  });
  const lawCurve = (kind: "amdahl" | "usl"): Curve => {
    const known = new Map(laws.map((law) => [law.workers, lawOf(law, kind, metric)]));
    return curve(kind, 0, (n) => known.get(n));
  };
  return {
    workers,
    curves: [
      curve("ideal", 0, (n) => idealOf(first, metric, n)),
      ...(laws.length > 0 ? [lawCurve("amdahl"), lawCurve("usl")] : []),
      ...views.map((view, i) => {
        const shown = metric !== "time" || sameWork(first, view) ? view.points : [];
        const known = new Map(shown.map((point) => [point.workers, spreadOf(point, metric)]));
        return { ...curve("measured", i, (n) => known.get(n)?.median), spreads: workers.map((n) => known.get(n) ?? null) };
      }),
    ],
  };
}

export function spreadOf(point: Point, metric: Metric): Spread | undefined {
  if (metric === "time") return point.seconds;
  return metric === "speed-up" ? point.speedUp : point.efficiency;
}

/** What no loss at all would give: n workers are n times as fast as the plain loop. */
function idealOf({ points }: View, metric: Metric, n: number): number | undefined {
  if (metric === "efficiency") return 1;
  if (metric === "speed-up") return n;
  const one = points.find((point) => point.speedUp !== undefined);
  return one?.speedUp && (one.seconds.median * one.speedUp.median) / n;
}

function lawOf({ workers, amdahl, usl }: Laws, kind: "amdahl" | "usl", metric: Metric): number {
  const speedUp = kind === "amdahl" ? amdahl : usl;
  return metric === "efficiency" ? speedUp / workers : speedUp;
}

/** Numbers between whole ones, so that a curve is one. */
function fractions(most: number): number[] {
  return Array.from({ length: 33 }, (_, i) => 1 + ((most - 1) * i) / 32);
}
