// The lanes on their canvas: what is shown of them, what is marked, what keys and gestures do.
import { part } from "../page/part.ts";
import { describeSpan } from "./describe.ts";
import { place } from "./details.ts";
import { Gestures } from "./gestures.ts";
import { hit, neighbour, type Hit } from "./hit.ts";
import type { TimelineModel } from "./model.ts";
import { paint } from "./paint.ts";
import { readPalette, type Palette } from "./palette.ts";
import { fit, neededHeight, timeOf, topOf, xOf, type View } from "./view.ts";
import { Viewport } from "./viewport.ts";

/** What the lanes show, at a moment. */
export interface Moment {
  readonly model: TimelineModel;
  readonly now: number;
  /** All that there is to show is at least so long, in milliseconds. */
  readonly least: number;
  readonly busy: readonly (number | null)[];
}

const WALKING = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);
/** A press of a key shows twice or half as much, or pans by a quarter of it. */
const STEP = 2;
const SHIFT = 0.25;

export class Lanes {
  readonly viewport = new Viewport();
  readonly #root: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #moment: () => Moment;
  readonly #changed: () => void;
  #view: View | null = null;
  #palette: Palette | null = null;
  #marked: Hit | null = null;

  /** Changed is called when there is something to draw anew. */
  constructor(root: HTMLElement, moment: () => Moment, changed: () => void) {
    this.#root = root;
    this.#canvas = part(root, "canvas", HTMLCanvasElement);
    this.#moment = moment;
    this.#changed = changed;
    new Gestures(this.#canvas, {
      canPan: () => this.viewport.zoomed,
      zoom: (factor, x) => this.zoom(factor, this.#view ? timeOf(this.#view, x) : undefined),
      pan: (pixels) => this.#pan(this.#view ? pixels / (this.#view.right - this.#view.left) : 0),
      point: (x, y) => this.mark(this.#view && hit(this.#view, x, y), x),
      leave: () => this.mark(null),
    });
    part(root, ".water", HTMLElement).addEventListener("scroll", () => this.mark(null), { passive: true });
    this.#canvas.addEventListener("blur", () => this.mark(null));
    this.#canvas.addEventListener("keydown", (event) => {
      if (this.#key(event)) event.preventDefault();
    });
  }

  get #spacer(): HTMLElement {
    return part(this.#root, ".spacer", HTMLElement);
  }

  get palette(): Palette {
    return (this.#palette ??= readPalette(this.#root));
  }

  get width(): number {
    return this.#view?.width ?? 0;
  }

  /** Reads the colours anew. */
  recolour(): void {
    this.#palette = null;
    this.#changed();
  }

  zoom(factor: number, at?: number): void {
    this.viewport.zoom(factor, at);
    this.mark(null);
  }

  showAll(): void {
    this.viewport.showAll();
    this.#changed();
  }

  /** Marks a span and shows its details, at the pointer or else where the span begins. */
  mark(marked: Hit | null, x?: number): void {
    const known = marked !== null && marked.span === this.#marked?.span;
    this.#marked = marked;
    if (!known) this.describe();
    if (marked && this.#view) {
      const at = x ?? Math.max(xOf(this.#view, marked.span.start), this.#view.left);
      place(part(this.#root, ".details", HTMLElement), this.#view, marked, at);
    }
    this.#changed();
  }

  /** Says anew what is marked: it may have lasted longer. */
  describe(): string {
    const details = part(this.#root, ".details", HTMLElement);
    const { model, now } = this.#moment();
    details.hidden = this.#marked === null;
    if (!this.#marked) return "";
    const text = describeSpan(model, this.#marked.lane, this.#marked.span, now);
    if (details.textContent !== text) details.textContent = text;
    return text;
  }

  paint(): void {
    const canvas = this.#canvas;
    const room = part(this.#root, ".water", HTMLElement);
    const pen = canvas.getContext("2d");
    if (!pen || room.clientWidth === 0) return;
    const { model, now, least, busy } = this.#moment();
    this.viewport.whole = { from: 0, until: Math.max(now, least) };
    const [width, height] = [room.clientWidth, room.clientHeight];
    this.#spacer.style.height = `${neededHeight(model, height) - height}px`;
    const view = fit(model, width, height, this.viewport.stretch, -room.scrollTop);
    resize(canvas, view);
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pen.clearRect(0, 0, view.width, view.height);
    this.#view = view;
    paint({ pen, model, view, palette: this.palette, now, marked: this.#marked, busy });
  }

  /** Whether the key was for the lanes. */
  #key(event: KeyboardEvent): boolean {
    const { key, shiftKey } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || this.#moment().model.empty) return false;
    if (key === "+" || key === "=") this.#zoomToMark(STEP);
    else if (key === "-" || key === "_") this.#zoomToMark(1 / STEP);
    else if (key === "0") this.showAll();
    else if (shiftKey && key === "ArrowLeft") this.#pan(-SHIFT);
    else if (shiftKey && key === "ArrowRight") this.#pan(SHIFT);
    else if (key === "Enter" && this.#marked) this.#zoomInto(this.#marked);
    else if (key === "Escape" && this.#marked) this.mark(null);
    else if (WALKING.has(key)) this.#walk(key);
    else return false;
    return true;
  }

  /** Zooms around what is marked, which stays so. */
  #zoomToMark(factor: number): void {
    const marked = this.#marked;
    this.viewport.zoom(factor, marked ? middleOf(marked, this.#moment().now) : undefined);
    this.#again();
  }

  #zoomInto({ span }: Hit): void {
    this.viewport.zoomTo(span.start, span.end ?? this.#moment().now);
    this.#again();
  }

  #pan(share: number): void {
    this.viewport.pan(share);
    this.#again();
  }

  #walk(key: string): void {
    const { model, now } = this.#moment();
    const marked = neighbour(model.lanes, this.#marked, key);
    if (marked) {
      this.viewport.reveal(marked.span.start, marked.span.end ?? now);
      this.#scrollTo(model.lanes.indexOf(marked.lane));
    }
    this.#again(marked);
    part(this.#root, ".told", HTMLElement).textContent = this.describe();
  }

  /** Brings a lane into the room, where that is too low for all. */
  #scrollTo(lane: number): void {
    const view = this.#view;
    if (!view) return;
    const [top, bottom] = [topOf(view, lane), topOf(view, lane + 1)];
    const by = top < 0 ? top : Math.max(bottom - view.bottom, 0);
    part(this.#root, ".water", HTMLElement).scrollTop += by;
  }

  /** Paints what is shown now, so that the details stand where the mark has come to. */
  #again(marked: Hit | null = this.#marked): void {
    this.paint();
    this.mark(marked);
  }
}

function middleOf({ span }: Hit, now: number): number {
  return (span.start + (span.end ?? now)) / 2;
}

/** Gives a canvas its size, which also clears it, where it has another. */
function resize(canvas: HTMLCanvasElement, view: View): void {
  const width = Math.round(view.width * devicePixelRatio);
  const height = Math.round(view.height * devicePixelRatio);
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
  canvas.style.height = `${view.height}px`;
}
