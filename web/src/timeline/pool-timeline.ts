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
import type { TimelineModel } from "./model.ts";
import type { Picture } from "./picture.ts";
import { Run } from "./run.ts";
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
  #run = new Run(1);
  #figures: Figures = figuresOf(this.#run.model, 0);
  #parts: Parts | null = null;
  #frame = 0;
  #figured = 0;
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
    return this.#run.events;
  }

  /** What is made of them. */
  get model(): TimelineModel {
    return this.#run.model;
  }

  /** The stretch of time that is shown, in milliseconds. */
  get stretch(): Stretch {
    return this.#parts?.lanes.viewport.stretch ?? { from: 0, until: 0 };
  }

  /** Shows an empty pool of so many workers. */
  clear(workers: number): void {
    this.#open(new Run(workers));
    this.dataset["state"] = "empty";
    this.#tell();
  }

  /** The program's main begins. */
  begin(): void {
    if (this.#run.live) return;
    this.#run.begin();
    this.dataset["state"] = "live";
    this.#tell();
  }

  add(events: readonly PoolEvent[]): void {
    this.begin();
    this.#run.add(events);
    if (this.#parts) showLegend(this, this.model);
    this.#draw();
  }

  /** The program itself printed a text, at a moment of its clock. */
  printed(at: number, text: string): void {
    this.begin();
    this.#run.printed(at, text);
    this.#draw();
  }

  /** The program has ended. */
  finish(): void {
    if (this.#run.live) this.#end();
  }

  /** Shows a run that is over. */
  show(events: readonly PoolEvent[]): void {
    this.#open(new Run(0, events));
    this.#end();
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
      const { model, now, live } = this.#run;
      return { model, now, least: live ? LEAST_LIVE : LEAST_DONE, busy: this.#figures.busy };
    };
    const lanes = new Lanes(this, moment, () => this.#draw());
    const tools = new TimelineTools(this, {
      zoom: (factor) => lanes.zoom(factor),
      showAll: () => lanes.showAll(),
      table: (is) => this.#form(is),
      events: () => this.events,
      show: (events) => this.show(events),
      picture: () => this.#picture(lanes),
    });
    return { lanes, tools, table: new TimelineTable(part(this, ".sheet", HTMLElement)) };
  }

  #picture({ palette, width }: Lanes): Picture {
    const measure = measureIn(palette);
    return {
      model: this.model,
      palette,
      figures: this.#figures,
      stretch: this.stretch,
      now: this.#run.now,
      width: Math.max(width, LEAST_PICTURE),
      measure: (text) => measure(text).width,
    };
  }

  #open(run: Run): void {
    this.#run = run;
    this.removeAttribute("data-poolless");
    this.#parts?.lanes.mark(null);
    this.#parts?.lanes.showAll();
    this.#parts?.tools.say("");
  }

  #end(): void {
    this.#run.finish();
    this.dataset["state"] = "done";
    this.toggleAttribute("data-poolless", this.events.length === 0);
    this.#tell();
  }

  /** Says anew what is not drawn, and draws. */
  #tell(): void {
    if (!this.#parts) return;
    part(this, ".summary", HTMLElement).textContent = summarize(this.model);
    showLegend(this, this.model);
    this.#figure();
    this.#draw();
  }

  #figure(): void {
    this.#figured = performance.now();
    this.#figures = figuresOf(this.model, this.#run.now);
    showFigures(this, this.model, this.#figures);
    if (this.dataset["form"] === "table") this.#parts?.table.show(this.model, this.#run.now);
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
      if (this.#run.live && performance.now() - this.#figured >= FIGURES_EVERY) this.#figure();
      this.paint();
      const { zoomed } = this.#parts?.lanes.viewport ?? { zoomed: false };
      this.#parts?.tools.update({ live: this.#run.live, empty: this.events.length === 0, zoomed });
      if (this.#run.live && !still.matches) this.#draw();
    });
  }
}

customElements.define("pool-timeline", PoolTimeline);
