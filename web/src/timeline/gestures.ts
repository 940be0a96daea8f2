// What wheel, mouse and fingers ask of the timeline. A plain wheel is the page's, and so is a
// finger that moves up or down: neither is caught.

export interface Gestured {
  /** Whether there is something to pan to. */
  canPan: () => boolean;
  /** Shows nearer by a factor, around an x on the canvas. */
  zoom(factor: number, x: number): void;
  /** Shifts by so many pixels. */
  pan(pixels: number): void;
  point(x: number, y: number): void;
  leave(): void;
}

/** How far a press moves before it is a drag, in pixels. */
const SLACK = 4;
const LINE = 16;

interface Point {
  x: number;
  y: number;
}

export class Gestures {
  readonly #target: Gestured;
  readonly #canvas: HTMLCanvasElement;
  readonly #pressed = new Map<number, Point>();
  #dragging = false;

  constructor(canvas: HTMLCanvasElement, target: Gestured) {
    this.#canvas = canvas;
    this.#target = target;
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("pointerdown", (event) => this.#press(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"] as const) canvas.addEventListener(end, (event) => this.#release(event));
    canvas.addEventListener("pointerleave", ({ pointerType }) => {
      if (pointerType !== "touch") target.leave(); // what a finger has found stays when it is lifted
    });
    canvas.addEventListener("dblclick", (event) => target.zoom(event.shiftKey ? 0.5 : 2, event.offsetX));
  }

  #wheel(event: WheelEvent): void {
    const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
    const [x, y] = [event.deltaX * scale, event.deltaY * scale];
    if (event.ctrlKey || event.metaKey) { // a trackpad's pinch comes so, too
      event.preventDefault();
      this.#target.zoom(Math.exp(-Math.min(Math.max(y, -50), 50) / 100), event.offsetX);
      return;
    }
    const along = event.shiftKey ? x || y : Math.abs(x) > Math.abs(y) ? x : 0;
    if (along === 0 || !this.#target.canPan()) return;
    event.preventDefault();
    this.#target.pan(along);
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#pressed.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    if (this.#pressed.size === 1) this.#target.point(event.offsetX, event.offsetY);
    else this.#grab(event);
  }

  #move(event: PointerEvent): void {
    const before = this.#pressed.get(event.pointerId);
    const now = { x: event.offsetX, y: event.offsetY };
    if (!before) return this.#target.point(now.x, now.y);
    if (!this.#dragging) {
      if (Math.abs(now.x - before.x) < SLACK || !this.#target.canPan()) return;
      this.#grab(event);
    }
    const other = [...this.#pressed].find(([id]) => id !== event.pointerId)?.[1];
    if (other) this.#pinch(before, now, other);
    else this.#target.pan(before.x - now.x);
    this.#pressed.set(event.pointerId, now);
  }

  /** One of two fingers has moved. */
  #pinch(before: Point, now: Point, other: Point): void {
    const [old, distance] = [before, now].map((point) => Math.max(Math.abs(point.x - other.x), 10));
    this.#target.zoom((distance ?? 1) / (old ?? 1), (now.x + other.x) / 2);
    this.#target.pan((before.x - now.x) / 2);
  }

  #grab(event: PointerEvent): void {
    this.#dragging = true;
    this.#canvas.dataset["dragging"] = "";
    this.#canvas.setPointerCapture(event.pointerId);
    this.#target.leave();
  }

  #release(event: PointerEvent): void {
    this.#pressed.delete(event.pointerId);
    if (this.#pressed.size > 0) return;
    this.#dragging = false;
    delete this.#canvas.dataset["dragging"];
  }
}
