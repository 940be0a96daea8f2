// <frame-spinner>: turns with the page's own frames, so that it stands still when the page does.

/** One turn, in ms. */
const TURN = 1200;

const still = matchMedia("(prefers-reduced-motion: reduce)");

export class FrameSpinner extends HTMLElement {
  /** Shows where it stands at a time. Where motion is unwelcome it rests. */
  turn(time: number): void {
    if (!still.matches) this.style.setProperty("--turn", `${(time % TURN) / TURN}turn`);
  }
}

customElements.define("frame-spinner", FrameSpinner);
