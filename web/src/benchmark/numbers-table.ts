// The table of all that was measured: what the charts draw, in numbers.
import { duration } from "../timeline/units.ts";
import type { Point, Spread, View } from "./views.ts";

/** How many columns the table's head has. */
const HEAD_CELLS = 6;

/** Fills a table, a body for each view, in which each number of workers has a row. */
export function showNumbers(table: HTMLTableElement, views: readonly View[]): void {
  for (const body of [...table.tBodies]) body.remove();
  for (const view of views) {
    const body = table.createTBody();
    const head = document.createElement("th");
    head.scope = "rowgroup";
    head.colSpan = HEAD_CELLS;
    head.textContent = `${view.name}: ${view.report.workload}, size ${view.report.size}`;
    body.insertRow().append(head);
    body.append(...view.points.map((point) => row(view, point)));
  }
}

function row({ report }: View, point: Point): HTMLTableRowElement {
  const line = document.createElement("tr");
  if (point.workers === report.recommendation.workers) line.dataset["recommended"] = "";
  const workers = document.createElement("th");
  workers.scope = "row";
  workers.textContent = String(point.workers);
  line.append(workers);
  const texts = [
    seconds(point.seconds.median),
    `${seconds(point.seconds.low)} to ${seconds(point.seconds.high)}`,
    point.speedUp ? `${point.speedUp.median.toFixed(2)}×` : "–",
    spread(point.speedUp, (value) => value.toFixed(2)),
    point.efficiency ? `${(point.efficiency.median * 100).toFixed(0)}%` : "–",
  ];
  for (const text of texts) line.insertCell().textContent = text;
  return line;
}

function spread(of: Spread | undefined, say: (value: number) => string): string {
  return of ? `${say(of.low)} to ${say(of.high)}` : "–";
}

function seconds(value: number): string {
  return duration(value * 1000);
}
