// Names the colours of the timeline that is shown.
import { part } from "../page/part.ts";
import type { TimelineModel } from "./model.ts";
import { jobProperty } from "./palette.ts";

const STATES = [
  ["free", "parent free"],
  ["blocked", "parent blocked"],
  ["starting", "worker starting"],
  ["idle", "worker idle"],
] as const;

/** Jobs beyond this are not named one by one. */
const MOST_JOBS = 6;

/** Shows the legend anew if it has changed. */
export function showLegend(root: ParentNode, model: TimelineModel): void {
  const list = part(root, ".legend", HTMLUListElement);
  const key = String(model.jobs.size);
  if (list.dataset["jobs"] === key) return;
  list.dataset["jobs"] = key;
  const states = STATES.map(([kind, text]) => item(text, kind));
  const jobs = [...model.jobs.values()].slice(0, MOST_JOBS).map((job) => {
    const entry = item(`job ${job.job}: ${job.fn}`, "job");
    entry.style.setProperty("--swatch", `var(${jobProperty(job.index)})`);
    return entry;
  });
  const rest = model.jobs.size - jobs.length;
  if (rest > 0) jobs.push(item(`and ${rest} more`, "more"));
  list.replaceChildren(...states, ...jobs);
}

function item(text: string, kind: string): HTMLLIElement {
  const entry = document.createElement("li");
  entry.dataset["kind"] = kind;
  entry.textContent = text;
  return entry;
}
