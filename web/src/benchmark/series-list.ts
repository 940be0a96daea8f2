// <series-list>: names what the charts draw, and takes away what was loaded.
import { jobProperty } from "../timeline/palette.ts";
import { sameWork, type View } from "./views.ts";

export class SeriesList extends HTMLElement {
  /** Fires "seriesremoval" with a View that is no longer wanted. */
  show(views: readonly View[], own: View | null): void {
    const list = document.createElement("ul");
    list.className = "legend";
    list.ariaLabel = "Legend";
    list.append(...views.map((view, i) => this.#item(view, i, views[0] ?? view, view !== own)));
    if (views.length > 0) list.append(kind("ideal", "ideal"));
    if (views[0]?.laws.length) list.append(kind("amdahl", "Amdahl’s law"), kind("usl", "Universal Scalability Law"));
    this.replaceChildren(list);
  }

  #item(view: View, index: number, first: View, loaded: boolean): HTMLLIElement {
    const item = kind("series", view.name);
    item.style.setProperty("--swatch", `var(${jobProperty(index)})`);
    if (!sameWork(first, view)) item.append(` (${view.report.workload}, size ${view.report.size}: other work, so its times are not drawn)`);
    if (loaded) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Remove";
      button.ariaLabel = `Remove ${view.name}`;
      button.addEventListener("click", () => this.dispatchEvent(new CustomEvent<View>("seriesremoval", { detail: view, bubbles: true })));
      item.append(button);
    }
    return item;
  }
}

function kind(name: string, text: string): HTMLLIElement {
  const item = document.createElement("li");
  item.dataset["kind"] = name;
  item.append(text);
  return item;
}

customElements.define("series-list", SeriesList);
