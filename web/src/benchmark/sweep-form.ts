// <sweep-form>: what is to be measured.
import { MAX_WORKERS } from "../page/address.ts";
import { part } from "../page/part.ts";
import type { Choice } from "./views.ts";

export class SweepForm extends HTMLElement {
  connectedCallback(): void {
    this.#input("most").placeholder = String(this.#twiceTheCores);
    this.#workload.addEventListener("change", () => this.#describe());
    this.#describe();
  }

  /** The choice, or what is wrong with it in a sentence. */
  get choice(): Choice | string {
    const most = this.#number("most", this.#twiceTheCores);
    if (most === null) return `Between 1 and ${MAX_WORKERS} workers can be measured here.`;
    const repetitions = this.#number("repetitions", 5);
    if (repetitions === null) return "Each number of workers is measured 1 to 100 times.";
    const size = this.#number("size", 0);
    if (size === null) return "A size is a whole number from 1 to 1,000,000,000; leave it empty to have it found.";
    const milliseconds = Number(part(this, '[data-part="time"]', HTMLSelectElement).value);
    return { workload: this.#workload.value, size, milliseconds, mostWorkers: most, repetitions };
  }

  /** Shows the size that was found. */
  set found(size: number) {
    this.#input("size").placeholder = String(size);
  }

  #describe(): void {
    const text = this.#workload.selectedOptions[0]?.dataset["stresses"] ?? "";
    part(this, '[data-part="stresses"]', HTMLElement).textContent = `Stresses ${text}.`;
    this.#input("size").placeholder = "found";
  }

  #number(name: string, otherwise: number): number | null {
    const input = this.#input(name);
    input.ariaInvalid = String(!input.validity.valid);
    if (!input.validity.valid) return null;
    return input.value === "" ? otherwise : input.valueAsNumber;
  }

  get #twiceTheCores(): number {
    return Math.min(2 * (navigator.hardwareConcurrency || 1), MAX_WORKERS);
  }

  get #workload(): HTMLSelectElement {
    return part(this, '[data-part="workload"]', HTMLSelectElement);
  }

  #input(name: string): HTMLInputElement {
    return part(this, `[data-part="${name}"]`, HTMLInputElement);
  }
}

customElements.define("sweep-form", SweepForm);
