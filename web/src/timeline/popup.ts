// A panel that its button opens. Escape, a press elsewhere and a focus elsewhere close it.
import { part } from "../page/part.ts";

export class Popup {
  readonly #button: HTMLButtonElement;
  readonly #panel: HTMLElement;

  /** The root holds nothing but the button and the panel. */
  constructor(root: HTMLElement) {
    this.#button = part(root, "button", HTMLButtonElement);
    this.#panel = part(root, ".timeline-panel", HTMLElement);
    this.#button.addEventListener("click", () => this.#show(this.#panel.hidden !== false));
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#panel.hidden) return;
      event.preventDefault(); // it does not stop the program, too
      this.close();
      this.#button.focus();
    });
    root.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && root.contains(relatedTarget))) this.close();
    });
  }

  close(): void {
    this.#show(false);
  }

  #show(is: boolean): void {
    this.#panel.hidden = !is;
    this.#button.ariaExpanded = String(is);
  }
}
