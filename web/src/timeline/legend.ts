// Names the colours of the timeline that is shown.
import { part } from "../page/part.ts";
import type { TimelineModel } from "./model.ts";
import { jobProperty } from "./palette.ts";

/** What bars that are no chunks look like, by kind. */
export const STATES = [
  ["running", "parent runs"],
  ["free", "free while a job runs"],
  ["blocked", "blocked in a call"],
  ["starting", "worker starts"],
  ["idle", "idle"],
] as const;

/** What a notch in the parent's lane says. */
export const PRINT = "parent prints";

/** What a death looks like, where there is one. */
export const DEATH = "worker dies";

export function anyDied(model: TimelineModel): boolean {
  return model.workers.some(({ deaths }) => deaths.length > 0);
}

/** Jobs beyond this are not named one by one. */
const MOST_JOBS = 6;

/** What the legend says of jobs, with the job's number among the colours. */
export function jobNames(model: TimelineModel): { readonly text: string; readonly index: number }[] {
  return [...model.jobs.values()].slice(0, MOST_JOBS).map(({ job, fn, index }) => ({ text: `job ${job}: ${fn}`, index }));
}

/** Shows the legend anew if it has changed. */
export function showLegend(root: ParentNode, model: TimelineModel): void {
  const list = part(root, ".legend", HTMLUListElement);
  const key = `${model.jobs.size} ${anyDied(model)}`;
  if (list.dataset["jobs"] === key) return;
  list.dataset["jobs"] = key;
  const states = STATES.map(([kind, text]) => item(text, kind));
  const jobs = jobNames(model).map(({ text, index }) => {
    const entry = item(text, "job");
    entry.style.setProperty("--swatch", `var(${jobProperty(index)})`);
    return entry;
  });
  const rest = model.jobs.size - jobs.length;
  if (rest > 0) jobs.push(item(`and ${rest.toLocaleString("en")} more`, "more"));
  states.push(item(PRINT, "prints"));
  if (anyDied(model)) states.push(item(DEATH, "died"));
  list.replaceChildren(...states, ...jobs);
}

function item(text: string, kind: string): HTMLLIElement {
  const entry = document.createElement("li");
  entry.dataset["kind"] = kind;
  entry.textContent = text;
  return entry;
}
