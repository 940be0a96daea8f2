// The table of what was measured: a row for each way.
import { part } from "../page/part.ts";
import { duration } from "../timeline/units.ts";
import { studyOf, WAYS, type Recording, type WayName } from "./recording.ts";

/** Fills each row's cells, or empties them where there is no recording that has ended. */
export function showFigures(root: ParentNode, recordings: ReadonlyMap<WayName, Recording>): void {
  for (const way of WAYS) {
    const recording = recordings.get(way);
    const texts = recording && recording.ended !== null ? figuresOf(recording) : [];
    part(root, `tr[data-figures="${way}"]`, HTMLTableRowElement)
      .querySelectorAll("td")
      .forEach((cell, i) => (cell.textContent = texts[i] ?? "–"));
  }
}

function figuresOf(recording: Recording): string[] {
  const { missed, longest } = studyOf(recording);
  const { marks, total, began, ended } = recording;
  return [
    String(missed),
    duration(longest),
    marks[0] ? duration(marks[0].at) : "–",
    total === null ? "stopped" : duration((ended ?? began) - began),
    total === null ? "–" : total.toLocaleString("en"),
  ];
}
