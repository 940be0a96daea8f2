// A running Go program as the shell sees it: its memory and what it exports.

import type { Exports } from "./protocol";

export class Program {
  readonly #memory: WebAssembly.Memory;
  readonly #exports: Partial<Exports>;
  readonly #resume: () => void;
  #bytes = new Uint8Array(0);

  constructor(instance: WebAssembly.Instance, resume: () => void) {
    this.#memory = instance.exports["mem"] as WebAssembly.Memory;
    this.#exports = instance.exports;
    this.#resume = resume;
  }

  /** Makes the goroutine that waits for a link ready, and runs what is ready. A call through
   * js.FuncOf would do both, for twice the time. */
  wake(link: number): void {
    this.#exports.poolground_wake?.(link);
    this.#resume();
  }

  fill(address: number, bytes: Uint8Array): void {
    this.#view().set(bytes, address);
  }

  /** Copies pieces of memory, given as pairs of address and length, into one new buffer. */
  copy(spans: readonly number[]): ArrayBuffer {
    const [address = 0, length = 0] = spans;
    if (spans.length === 2) return this.#memory.buffer.slice(address, address + length);
    const memory = this.#view();
    let total = 0;
    for (let i = 1; i < spans.length; i += 2) total += spans[i] ?? 0;
    const copy = new Uint8Array(total);
    let filled = 0;
    for (let i = 0; i + 1 < spans.length; i += 2) {
      const from = spans[i] ?? 0;
      const size = spans[i + 1] ?? 0;
      copy.set(memory.subarray(from, from + size), filled);
      filled += size;
    }
    return copy.buffer;
  }

  /** Copies what a Go slice at the address holds: its address and length, 64 bits each. */
  copySlice(at: number): ArrayBuffer {
    const view = new DataView(this.#memory.buffer);
    return this.copy([view.getUint32(at, true), view.getUint32(at + 8, true)]);
  }

  #view(): Uint8Array {
    if (this.#bytes.buffer !== this.#memory.buffer) this.#bytes = new Uint8Array(this.#memory.buffer);
    return this.#bytes;
  }
}
