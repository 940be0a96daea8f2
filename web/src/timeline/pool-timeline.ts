// <pool-timeline>: draws what a program's pools do, live, and describes what is pointed at.
import { part } from "../page/part.ts";
import { onTheme } from "../page/theme.ts";
import type { PoolEvent } from "../runtime/poolground.ts";
import { describeSpan, summarize } from "./describe.ts";
import { showLegend } from "./legend.ts";
import { TimelineModel } from "./model.ts";
import { paint } from "./paint.ts";
import { readPalette, type Palette } from "./palette.ts";
import { fit, hit, neighbour, xOf, type Hit, type View } from "./view.ts";

/** A run is shown over at least so many milliseconds while it lasts, and over so many after. */
const LEAST_LIVE = 500;
const LEAST_DONE = 20;

const ARROWS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class PoolTimeline extends HTMLElement {
  #events: PoolEvent[] = [];
  #model = new TimelineModel(1);
  #view: View | null = null;
  #palette: Palette | null = null;
  #marked: Hit | null = null;
  #frame = 0;
  /** The page's clock when the program's stood at 0. */
  #zero = 0;
  #live = false;
  readonly #resized = new ResizeObserver(() => this.#draw());
  #unwatch = (): void => {};

  connectedCallback(): void {
    const canvas = this.#canvas;
    canvas.addEventListener("pointermove", (event) => this.#point(event));
    canvas.addEventListener("pointerdown", (event) => this.#point(event));
    canvas.addEventListener("pointerleave", () => this.#mark(null));
    canvas.addEventListener("blur", () => this.#mark(null));
    canvas.addEventListener("keydown", (event) => this.#key(event));
    this.#resized.observe(part(this, ".water", HTMLElement));
    this.#unwatch = onTheme(this.#recolour);
  }

  disconnectedCallback(): void {
    this.#resized.disconnect();
    this.#unwatch();
    cancelAnimationFrame(this.#frame);
  }

  /** All events of the run that is shown, in the order in which they came. */
  get events(): readonly PoolEvent[] {
    return this.#events;
  }

  /** Shows an empty pool of so many workers. */
  clear(workers: number): void {
    this.#live = false;
    this.#events = [];
    this.#model = new TimelineModel(workers);
    this.dataset["state"] = "empty";
    this.removeAttribute("data-poolless");
    this.#mark(null);
    this.#tell();
  }

  /** The program's main begins. */
  begin(): void {
    if (this.#live) return;
    this.#live = true;
    this.#zero = performance.now();
    this.#model.begin();
    this.dataset["state"] = "live";
    this.#draw();
  }

  add(events: readonly PoolEvent[]): void {
    this.begin();
    for (const event of events) this.#events.push(event);
    this.#model.add(events);
    // An event cannot come before it happened: the least delay seen is nearest to the truth.
    this.#zero = Math.min(this.#zero, performance.now() - this.#model.latest);
    showLegend(this, this.#model);
    this.#draw();
  }

  /** The program has ended. */
  finish(): void {
    if (!this.#live) return;
    this.#live = false;
    this.#model.finish(this.#now());
    this.dataset["state"] = "done";
    this.toggleAttribute("data-poolless", this.#events.length === 0);
    this.#tell();
    this.#draw();
  }

  #now(): number {
    return this.#live ? performance.now() - this.#zero : this.#model.latest;
  }

  #tell(): void {
    part(this, "#timeline-summary", HTMLElement).textContent = summarize(this.#model);
    showLegend(this, this.#model);
  }

  /** Draws with the next frame; while a program runs, with every one that motion is welcome in. */
  #draw(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
      if (this.#live && !still.matches) this.#draw();
    });
  }

  #paint(): void {
    const canvas = this.#canvas;
    const room = part(this, ".water", HTMLElement);
    const context = canvas.getContext("2d");
    if (!context || room.clientWidth === 0) return;
    const now = this.#now();
    const until = Math.max(now, this.#live ? LEAST_LIVE : LEAST_DONE);
    const view = fit(this.#model, room.clientWidth, room.clientHeight, until);
    size(canvas, view);
    const ratio = devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#palette ??= readPalette(this);
    this.#view = view;
    paint({ context, model: this.#model, view, palette: this.#palette, now, marked: this.#marked });
  }

  readonly #recolour = (): void => {
    this.#palette = null;
    this.#draw();
  };

  #point(event: PointerEvent): void {
    if (!this.#view || this.#events.length === 0) return;
    this.#mark(hit(this.#view, event.offsetX, event.offsetY), event.offsetX);
  }

  #key(event: KeyboardEvent): void {
    if (!this.#view || !ARROWS.has(event.key) || this.#events.length === 0) return;
    event.preventDefault();
    this.#mark(neighbour(this.#view, this.#marked, event.key));
  }

  /** Marks a span and shows its details, at the pointer or else where the span begins. */
  #mark(marked: Hit | null, x?: number): void {
    this.#marked = marked;
    const details = part(this, ".details", HTMLElement);
    details.hidden = marked === null;
    if (marked && this.#view) {
      details.textContent = describeSpan(this.#model, marked.lane, marked.span);
      place(details, this.#view, marked, x ?? xOf(this.#view, marked.span.start));
    }
    this.#draw();
  }

  get #canvas(): HTMLCanvasElement {
    return part(this, "canvas", HTMLCanvasElement);
  }
}

/** Gives a canvas its size, which also clears it, where it has another. */
function size(canvas: HTMLCanvasElement, view: View): void {
  const width = Math.round(view.width * devicePixelRatio);
  const height = Math.round(view.height * devicePixelRatio);
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
  canvas.style.height = `${view.height}px`;
}

/** Puts the details beside what they are about, inside the timeline. */
function place(details: HTMLElement, view: View, { lane }: Hit, x: number): void {
  const at = view.lanes.indexOf(lane);
  const left = Math.min(Math.max(x, 8), view.width - details.offsetWidth - 8);
  const below = (at + 1) * view.laneHeight + 4;
  const above = at * view.laneHeight - details.offsetHeight - 4;
  const top = below + details.offsetHeight <= view.height ? below : Math.max(above, 0);
  details.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

customElements.define("pool-timeline", PoolTimeline);
