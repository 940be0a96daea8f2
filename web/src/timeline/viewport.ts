// Which stretch of the run is shown: all of it, as it grows, or what was zoomed to.
import { revealing, shifted, zoomed, type Stretch } from "./view.ts";

export class Viewport {
  #chosen: Stretch | null = null;
  #whole: Stretch = { from: 0, until: 1 };

  get stretch(): Stretch {
    return this.#chosen ?? this.#whole;
  }

  /** Whether not all is shown. */
  get zoomed(): boolean {
    return this.#chosen !== null;
  }

  /** All that there is to show. */
  set whole(whole: Stretch) {
    this.#whole = whole;
  }

  showAll(): void {
    this.#chosen = null;
  }

  /** Shows a factor more of less, around a moment, or the middle. */
  zoom(factor: number, at?: number): void {
    const { from, until } = this.stretch;
    this.#choose(zoomed(this.stretch, this.#whole, factor, at ?? (from + until) / 2));
  }

  /** Shifts by a share of what is shown. */
  pan(share: number): void {
    const { from, until } = this.stretch;
    this.#choose(shifted(this.stretch, this.#whole, share * (until - from)));
  }

  /** Shows a span and some of what is around it. */
  zoomTo(start: number, end: number): void {
    const { from, until } = this.stretch;
    const factor = (until - from) / Math.max((end - start) * 1.5, Number.MIN_VALUE);
    const near = zoomed(this.stretch, this.#whole, factor, start);
    const room = near.until - near.from - (end - start);
    this.#choose(shifted(near, this.#whole, start - room / 2 - near.from));
  }

  reveal(start: number, end: number): void {
    if (this.#chosen) this.#choose(revealing(this.#chosen, this.#whole, start, end));
  }

  #choose(stretch: Stretch): void {
    this.#chosen = stretch === this.#whole ? null : stretch;
  }
}
