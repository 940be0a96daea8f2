// <pool-timeline>: draws what a program's pools do, live, and describes what is pointed at. It makes
// its own inside, so that a page can hold several.
import { part } from "../page/part.ts";
import { onTheme } from "../page/theme.ts";
import type { PoolEvent } from "../runtime/poolground.ts";
import { summarize } from "./describe.ts";
import { figuresOf, type Figures } from "./figures.ts";
import { Lanes } from "./lanes.ts";
import { showLegend } from "./legend.ts";
import { markup } from "./markup.ts";
import { TimelineModel } from "./model.ts";
import type { Picture } from "./picture.ts";
import { measureIn } from "./save.ts";
import { showFigures } from "./strip.ts";
import { TimelineTable } from "./table.ts";
import { TimelineTools } from "./tools.ts";
import type { Stretch } from "./view.ts";

/** A run is shown over at least so many milliseconds while it lasts, and over so many after. */
const LEAST_LIVE = 500;
const LEAST_DONE = 20;
/** The figures of a run that lasts change so often, in milliseconds: faster ones cannot be read. */
const FIGURES_EVERY = 250;
const LEAST_PICTURE = 720;

const still = matchMedia("(prefers-reduced-motion: reduce)");
let elements = 0;

/** What stands in the element, once it is in a page. */
interface Parts {
  readonly lanes: Lanes;
  readonly table: TimelineTable;
  readonly tools: TimelineTools;
}

/** Its data-state is empty, live or done; its data-form is lanes or table. */
export class PoolTimeline extends HTMLElement {
  #events: PoolEvent[] = [];
  #model = new TimelineModel(1);
  #figures: Figures = figuresOf(this.#model, 0);
  #parts: Parts | null = null;
  #frame = 0;
  #figured = 0;
  /** The page's clock when the program's stood at 0. */
  #zero = 0;
  #live = false;
  readonly #resized = new ResizeObserver(() => this.#draw());
  #unwatch = (): void => {};

  connectedCallback(): void {
    this.#parts ??= this.#build();
    this.#resized.observe(part(this, ".water", HTMLElement));
    this.#unwatch = onTheme(() => this.#parts?.lanes.recolour());
    this.#tell();
  }

  disconnectedCallback(): void {
    this.#resized.disconnect();
    this.#unwatch();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** All events of the run that is shown, in the order in which they came. */
  get events(): readonly PoolEvent[] {
    return this.#events;
  }

  /** What is made of them. */
  get model(): TimelineModel {
    return this.#model;
  }

  /** The stretch of time that is shown, in milliseconds. */
  get stretch(): Stretch {
    return this.#parts?.lanes.viewport.stretch ?? { from: 0, until: 0 };
  }

  /** Shows an empty pool of so many workers. */
  clear(workers: number): void {
    this.#reset(workers);
    this.dataset["state"] = "empty";
    this.#tell();
  }

  /** The program's main begins. */
  begin(): void {
    if (this.#live) return;
    this.#live = true;
    this.#zero = performance.now();
    this.#model.begin();
    this.dataset["state"] = "live";
    this.#tell();
  }

  add(events: readonly PoolEvent[]): void {
    this.begin();
    for (const event of events) this.#events.push(event);
    this.#model.add(events);
    // An event cannot come before it happened: the least delay seen is nearest to the truth.
    this.#zero = Math.min(this.#zero, performance.now() - this.#model.latest);
    if (this.#parts) showLegend(this, this.#model);
    this.#draw();
  }

  /** The program has ended. */
  finish(): void {
    if (this.#live) this.#end(this.#now);
  }

  /** Shows a run that is over. */
  show(events: readonly PoolEvent[]): void {
    this.#reset(0);
    this.#events = [...events];
    this.#model.add(this.#events);
    this.#end(this.#model.latest);
  }

  /** Paints now, not with the next frame: what a benchmark measures. */
  paint(): void {
    this.#parts?.lanes.paint();
  }

  #build(): Parts {
    this.innerHTML = markup(`timeline-${++elements}`);
    this.dataset["state"] ??= "empty";
    this.dataset["form"] = "lanes";
    const moment = () => {
      const least = this.#live ? LEAST_LIVE : LEAST_DONE;
      return { model: this.#model, now: this.#now, least, busy: this.#figures.busy };
    };
    const lanes = new Lanes(this, moment, () => this.#draw());
    const tools = new TimelineTools(this, {
      zoom: (factor) => lanes.zoom(factor),
      showAll: () => lanes.showAll(),
      table: (is) => this.#form(is),
      events: () => this.#events,
      show: (events) => this.show(events),
      picture: () => this.#picture(lanes),
    });
    return { lanes, tools, table: new TimelineTable(part(this, ".sheet", HTMLElement)) };
  }

  #picture({ palette, width }: Lanes): Picture {
    const measure = measureIn(palette);
    return {
      model: this.#model,
      palette,
      figures: this.#figures,
      stretch: this.stretch,
      now: this.#now,
      width: Math.max(width, LEAST_PICTURE),
      measure: (text) => measure(text).width,
    };
  }

  #reset(workers: number): void {
    this.#live = false;
    this.#events = [];
    this.#model = new TimelineModel(workers);
    this.removeAttribute("data-poolless");
    this.#parts?.lanes.mark(null);
    this.#parts?.lanes.showAll();
    this.#parts?.tools.say("");
  }

  #end(at: number): void {
    this.#live = false;
    this.#model.finish(at);
    this.dataset["state"] = "done";
    this.toggleAttribute("data-poolless", this.#events.length === 0);
    this.#tell();
  }

  get #now(): number {
    return this.#live ? performance.now() - this.#zero : this.#model.latest;
  }

  /** Says anew what is not drawn, and draws. */
  #tell(): void {
    if (!this.#parts) return;
    part(this, ".summary", HTMLElement).textContent = summarize(this.#model);
    showLegend(this, this.#model);
    this.#figure();
    this.#draw();
  }

  #figure(): void {
    this.#figured = performance.now();
    this.#figures = figuresOf(this.#model, this.#now);
    showFigures(this, this.#model, this.#figures);
    if (this.dataset["form"] === "table") this.#parts?.table.show(this.#model, this.#now);
    this.#parts?.lanes.describe();
  }

  #form(table: boolean): void {
    this.dataset["form"] = table ? "table" : "lanes";
    part(this, ".sheet", HTMLElement).hidden = !table;
    part(this, "canvas", HTMLCanvasElement).hidden = table;
    part(this, ".spacer", HTMLElement).hidden = table;
    this.#parts?.lanes.mark(null);
    this.#tell();
  }

  /** Draws with the next frame; while a program runs, with every one that motion is welcome in. */
  #draw(): void {
    if (this.#frame || !this.isConnected) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#live && performance.now() - this.#figured >= FIGURES_EVERY) this.#figure();
      this.paint();
      const { zoomed } = this.#parts?.lanes.viewport ?? { zoomed: false };
      this.#parts?.tools.update({ live: this.#live, empty: this.#events.length === 0, zoomed });
      if (this.#live && !still.matches) this.#draw();
    });
  }
}

customElements.define("pool-timeline", PoolTimeline);
