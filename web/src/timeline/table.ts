// The timeline as a table, for those who do not see the lanes or want the numbers.
import { part } from "../page/part.ts";
import { laneTitle, printed, what } from "./describe.ts";
import type { Lane, Span } from "./lane.ts";
import type { TimelineModel } from "./model.ts";
import { bytes } from "./units.ts";

/** Rows of a page: more of them would slow the browser down. */
const PAGE = 200;

export interface Row {
  readonly lane: Lane;
  readonly span: Span;
}

/** All spans by their beginning, which a lane's states come to before its chunks. */
export function rowsOf(model: TimelineModel): Row[] {
  const rows = model.lanes.flatMap((lane) => [...lane.states, ...lane.chunks].map((span) => ({ lane, span })));
  return rows.sort((a, b) => a.span.start - b.span.start);
}

/** The cells of a row: start and duration in milliseconds, the others as COLUMNS in markup.ts. */
export function cellsOf(model: TimelineModel, { lane, span }: Row, now: number): string[] {
  const chunk = span.kind === "chunk";
  const lasted = ((span.end ?? now) - span.start).toFixed(3);
  const death = lane.deaths.find(({ at }) => at === span.end);
  return [
    span.start.toFixed(3),
    laneTitle(model, lane),
    what(span),
    span.job >= 0 ? String(span.job) : "",
    chunk ? String(span.count) : "",
    span.end === null ? `${lasted} so far` : lasted,
    span.bytes > 0 ? bytes(span.bytes) : "",
    span.error || (death ? `died: ${death.error}` : printed(lane, span).join("")),
  ];
}

export class TimelineTable {
  readonly #root: HTMLElement;
  #rows: Row[] = [];
  #page = 0;
  #model: TimelineModel | null = null;
  #now = 0;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#button("earlier").addEventListener("click", () => this.#turn(-1));
    this.#button("later").addEventListener("click", () => this.#turn(1));
  }

  show(model: TimelineModel, now: number): void {
    if (model !== this.#model) this.#page = 0;
    this.#model = model;
    this.#now = now;
    this.#rows = rowsOf(model);
    this.#fill();
  }

  #turn(by: number): void {
    const page = this.#page + by;
    if (page < 0 || page * PAGE >= this.#rows.length) return;
    this.#page = page;
    this.#fill();
    part(this.#root, ".rows", HTMLElement).scrollTop = 0;
  }

  #fill(): void {
    const model = this.#model;
    if (!model) return;
    const first = this.#page * PAGE;
    const rows = this.#rows.slice(first, first + PAGE);
    const lines = rows.map((row) => {
      const line = document.createElement("tr");
      for (const text of cellsOf(model, row, this.#now)) line.insertCell().textContent = text;
      return line;
    });
    part(this.#root, "tbody", HTMLTableSectionElement).replaceChildren(...lines);
    const all = this.#rows.length;
    part(this.#root, ".shown", HTMLElement).textContent =
      all === 0 ? "Nothing has run yet." : `Rows ${first + 1} to ${first + rows.length} of ${all.toLocaleString("en")}`;
    part(this.#root, ".pages", HTMLElement).hidden = all <= PAGE;
    this.#button("earlier").ariaDisabled = String(first === 0);
    this.#button("later").ariaDisabled = String(first + PAGE >= all);
  }

  #button(name: "earlier" | "later"): HTMLButtonElement {
    return part(this.#root, `[data-do="${name}"]`, HTMLButtonElement);
  }
}
