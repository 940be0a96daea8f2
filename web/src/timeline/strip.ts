// Shows the figures above the lanes.
import { part } from "../page/part.ts";
import { laneTitle } from "./describe.ts";
import { overheadDoubt, speedupDoubt, type Figures } from "./figures.ts";
import type { TimelineModel } from "./model.ts";
import { duration, percent, roughly, times } from "./units.ts";

const NONE = "—";

export function showFigures(root: ParentNode, model: TimelineModel, figures: Figures): void {
  const { wall, speedup, overhead, share } = figures;
  write(root, "wall", wall > 0 ? duration(wall) : NONE);
  write(root, "speedup", speedup === null ? NONE : times(speedup), speedupDoubt(figures));
  const doubt = overheadDoubt(figures, model.jobs.size);
  write(root, "overhead", overhead === null ? NONE : roughly(overhead), doubt);
  write(root, "busy", share === null ? NONE : percent(share));
  showShares(part(root, ".shares", HTMLOListElement), model, figures);
}

/** One small bar for each worker; its words are for those who do not see it. */
function showShares(list: HTMLOListElement, model: TimelineModel, { busy }: Figures): void {
  while (list.children.length > model.workers.length) list.lastElementChild?.remove();
  model.workers.forEach((lane, i) => {
    const share = busy[i] ?? null;
    const text = `${laneTitle(model, lane)}: ${share === null ? "no job yet" : percent(share)}`;
    const item = list.children[i] ?? list.appendChild(document.createElement("li"));
    if (!(item instanceof HTMLLIElement) || item.title === text) return;
    item.title = text;
    const words = item.firstElementChild ?? item.appendChild(document.createElement("span"));
    words.className = "unseen";
    words.textContent = text;
    item.style.setProperty("--share", (share ?? 0).toFixed(3));
  });
}

/** Writes a figure, or a dash where it is in doubt, which says why to the pointer and to the keyboard. */
function write(root: ParentNode, figure: string, known: string, doubt = ""): void {
  const element = part(root, `[data-figure="${figure}"]`, HTMLElement);
  const text = doubt ? NONE : known;
  if (element.textContent !== text) element.textContent = text;
  if ((element.dataset["doubt"] ?? "") === doubt) return;
  if (!doubt) {
    for (const name of ["data-doubt", "title", "tabindex", "role", "aria-label"]) element.removeAttribute(name);
    return;
  }
  element.dataset["doubt"] = element.title = element.ariaLabel = doubt;
  element.role = "img";
  element.tabIndex = 0;
}
