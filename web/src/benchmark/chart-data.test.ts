import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { chartData } from "./chart-data.ts";
import type { View } from "./views.ts";

const at = (median: number) => ({ median, low: median, high: median });

function view(size: number, workers: number[]): View {
  return {
    report: { workload: "spin", size, started: "", recommendation: { sentence: "", workers: 0 } },
    name: "",
    points: workers.map((n) => ({ workers: n, seconds: at(8 / n), speedUp: at(n), efficiency: at(1) })),
    laws: [{ workers: 1.5, amdahl: 1.4, usl: 1.3 }],
    words: [],
  };
}

void test("views share one axis", () => {
  const { workers, curves } = chartData([view(1, [1, 2]), view(2, [1, 4])], "speed-up");
  deepEqual(workers, [1, 1.5, 2, 4]);
  deepEqual(curves.map(({ kind, values }) => [kind, ...values]), [
    ["ideal", 1, 1.5, 2, 4],
    ["amdahl", null, 1.4, null, null],
    ["usl", null, 1.3, null, null],
    ["measured", 1, null, 2, null],
    ["measured", 1, null, null, 4],
  ]);
});

void test("times of other work are left out", () => {
  const { workers, curves } = chartData([view(1, [1, 2]), view(2, [1, 2])], "time");
  deepEqual(curves.map(({ kind }) => kind), ["ideal", "measured", "measured"]);
  equal(curves[0]?.values[workers.indexOf(2)], 4);
  deepEqual(new Set(curves[2]?.values), new Set([null]));
});

void test("of nothing there is nothing", () => {
  deepEqual(chartData([], "efficiency"), { workers: [], curves: [] });
});
