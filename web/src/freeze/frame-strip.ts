// <frame-strip>: shows what each way did to the page's frames.
import { part } from "../page/part.ts";
import { onTheme } from "../page/theme.ts";
import { readPalette, type Palette } from "../timeline/palette.ts";
import { AXIS, LANE, paintLanes, type Lane } from "./paint.ts";

/** It has data-empty while no way has run. */
export class FrameStrip extends HTMLElement {
  #lanes: readonly Lane[] = [];
  #palette: Palette | null = null;
  readonly #resized = new ResizeObserver(() => this.#paint());
  #unwatch = (): void => {};

  connectedCallback(): void {
    this.#resized.observe(this);
    this.#unwatch = onTheme(() => {
      this.#palette = null;
      this.#paint();
    });
  }

  disconnectedCallback(): void {
    this.#resized.disconnect();
    this.#unwatch();
  }

  show(lanes: readonly Lane[]): void {
    this.#lanes = lanes;
    this.toggleAttribute("data-empty", lanes.every(({ recording }) => !recording));
    this.#paint();
  }

  #paint(): void {
    const canvas = part(this, "canvas", HTMLCanvasElement);
    const context = canvas.getContext("2d");
    const width = this.clientWidth;
    if (!context || width === 0) return;
    const height = this.#lanes.length * LANE + AXIS;
    const ratio = devicePixelRatio;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
      canvas.style.height = `${height}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#palette ??= readPalette(this);
    paintLanes({ context, palette: this.#palette, width, lanes: this.#lanes });
  }
}

customElements.define("frame-strip", FrameStrip);
