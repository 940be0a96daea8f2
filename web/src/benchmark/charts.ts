// Draws curves with uPlot. The page loads this when there is something to draw.
/*! Contains uPlot, Copyright Leon Sorokin, under the MIT licence in https://github.com/leeoniya/uPlot/blob/master/LICENSE */
import uPlot from "uplot";
import { jobColour, type Palette } from "../timeline/palette.ts";
import type { ChartData, Curve, Metric } from "./chart-data.ts";

const FACE = 12;

/** Shows a chart in an element, in place of one that is there, and returns how to take it away. */
export function draw(element: HTMLElement, metric: Metric, data: ChartData, palette: Palette): () => void {
  const chart = new uPlot(optionsOf(element, metric, data, palette), columnsOf(data), element);
  const resized = new ResizeObserver(() => chart.setSize(sizeOf(element)));
  resized.observe(element);
  return () => {
    resized.disconnect();
    chart.destroy();
  };
}

function sizeOf(element: HTMLElement): { width: number; height: number } {
  return { width: element.clientWidth, height: element.clientHeight };
}

function columnsOf({ workers, curves }: ChartData): uPlot.AlignedData {
  return [[...workers], ...curves.map(({ values }) => [...values])];
}

function optionsOf(element: HTMLElement, metric: Metric, data: ChartData, palette: Palette): uPlot.Options {
  const most = Math.max(2, ...data.workers);
  const axis: uPlot.Axis = {
    stroke: palette.inkSoft,
    font: `${FACE}px ${palette.face}`,
    grid: { stroke: palette.rope, width: 0.5 },
    ticks: { stroke: palette.rope, width: 1, size: 5 },
  };
  return {
    ...sizeOf(element),
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 16, 0, 0],
    scales: {
      x: { time: false, range: [1 - most * 0.03, most + most * 0.03] },
      y: { range: (_, __, high) => [0, Math.max(high, highestOf(data)) * 1.05] },
    },
    axes: [
      { ...axis, incrs: [1, 2, 4, 8, 16, 32], space: 28, size: 32 },
      { ...axis, size: 52, values: (_, splits) => splits.map((value) => unit(metric, value)) },
    ],
    series: [{}, ...data.curves.map((curve) => seriesOf(curve, palette))],
    hooks: { draw: [(chart) => paintSpreads(chart, data, palette)] },
  };
}

function highestOf({ curves }: ChartData): number {
  return Math.max(0, ...curves.flatMap(({ spreads }) => spreads.map((spread) => spread?.high ?? 0)));
}

function unit(metric: Metric, value: number): string {
  if (metric === "efficiency") return `${Math.round(value * 100)}%`;
  if (metric === "speed-up") return `${value}×`;
  return value >= 1 || value === 0 ? `${value} s` : `${Math.round(value * 1000)} ms`;
}

function seriesOf(curve: Curve, palette: Palette): uPlot.Series {
  const points = { show: curve.kind === "measured", size: 6 };
  const common = { points, spanGaps: true };
  const colour = jobColour(palette, curve.view);
  switch (curve.kind) {
    case "ideal":
      return { ...common, stroke: palette.inkSoft, width: 1, dash: [6, 4] };
    case "amdahl":
      return { ...common, stroke: palette.ink, width: 1, dash: [2, 3] };
    case "usl":
      return { ...common, stroke: palette.parent, width: 1.5 };
    case "measured":
      return { ...common, stroke: colour, width: 2, points: { ...points, fill: colour, stroke: colour } };
  }
}

/** A bar from quartile to quartile at each point. */
function paintSpreads(chart: uPlot, { workers, curves }: ChartData, palette: Palette): void {
  const { ctx } = chart;
  ctx.save();
  ctx.lineWidth = 1.5 * devicePixelRatio;
  for (const { view, spreads } of curves) {
    ctx.strokeStyle = jobColour(palette, view);
    ctx.beginPath();
    spreads.forEach((spread, i) => {
      if (!spread) return;
      const x = chart.valToPos(workers[i] ?? 0, "x", true);
      const [low, high] = [chart.valToPos(spread.low, "y", true), chart.valToPos(spread.high, "y", true)];
      const cap = 3 * devicePixelRatio;
      ctx.moveTo(x, low);
      ctx.lineTo(x, high);
      for (const y of [low, high]) {
        ctx.moveTo(x - cap, y);
        ctx.lineTo(x + cap, y);
      }
    });
    ctx.stroke();
  }
  ctx.restore();
}
