// <speed-charts>: time, speed-up and efficiency of what was measured, over numbers of workers.
import { part } from "../page/part.ts";
import { onTheme } from "../page/theme.ts";
import { readPalette } from "../timeline/palette.ts";
import { chartData, METRICS } from "./chart-data.ts";
import type { View } from "./views.ts";

export class SpeedCharts extends HTMLElement {
  #views: readonly View[] = [];
  #remove: (() => void)[] = [];
  #unwatch = (): void => {};
  #frame = 0;

  connectedCallback(): void {
    this.#unwatch = onTheme(() => this.#draw());
  }

  disconnectedCallback(): void {
    this.#unwatch();
    this.#clear();
  }

  show(views: readonly View[]): void {
    this.#views = views;
    this.dataset["state"] = views.length > 0 ? "drawn" : "empty";
    this.#draw();
  }

  /** Draws with the next frame; the first time, when what draws has come. */
  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      if (this.#views.length === 0) return this.#clear();
      import("./charts.ts").then(
        ({ draw }) => {
          this.#clear();
          if (!this.isConnected) return;
          const palette = readPalette(this);
          this.#remove = METRICS.map((metric) => draw(part(this, `[data-chart="${metric}"]`, HTMLElement), metric, chartData(this.#views, metric), palette));
        },
        (error: unknown) => reportError(error),
      );
    });
  }

  #clear(): void {
    for (const remove of this.#remove) remove();
    this.#remove = [];
  }
}

customElements.define("speed-charts", SpeedCharts);
