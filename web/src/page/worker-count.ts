// <worker-count>: how many workers a run's pools have; left empty, one a core.
import { MAX_WORKERS, parseWorkers } from "./address.ts";
import { part } from "./part.ts";

export class WorkerCount extends HTMLElement {
  /** Fires "workerschange" when the number is another and is possible. */
  connectedCallback(): void {
    this.#input.placeholder = String(cores());
    this.#input.addEventListener("input", () => {
      this.#mark();
      this.dispatchEvent(new CustomEvent("workerschange", { bubbles: true }));
    });
  }

  /** 0 is one a core, and also what an impossible number counts as. */
  get value(): number {
    return parseWorkers(this.#input.value) ?? 0;
  }

  set value(n: number) {
    this.#input.value = n === 0 ? "" : String(n);
    this.#mark();
  }

  /** The number of workers that a pool will have. */
  get expected(): number {
    return this.value || cores();
  }

  /** What is wrong with the number, in a sentence; "" if nothing. */
  get problem(): string {
    const input = this.#input;
    if (!input.validity.badInput && parseWorkers(input.value) !== null) return "";
    return `A pool here has 1 to ${MAX_WORKERS} workers; leave it empty for one a core.`;
  }

  #mark(): void {
    this.#input.ariaInvalid = String(this.problem !== "");
  }

  get #input(): HTMLInputElement {
    return part(this, "input", HTMLInputElement);
  }
}

function cores(): number {
  return Math.min(navigator.hardwareConcurrency || 1, MAX_WORKERS);
}

customElements.define("worker-count", WorkerCount);
