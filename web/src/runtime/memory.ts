// A running Go program as the shell sees it: its memory and what it exports.

import { Box, type Exports } from "./protocol";
import type { Spares } from "./spares";

const boxWords = Box.following + 1;

/** Pieces of memory, as pairs of address and length, and the sum of the lengths. */
export interface Spans {
  readonly pairs: readonly number[];
  readonly size: number;
}

export class Program {
  readonly #memory: WebAssembly.Memory;
  readonly #exports: Partial<Exports>;
  readonly #resume: () => void;
  #bytes = new Uint8Array(0);
  #box = new Int32Array(0);
  #boxAt = 0;

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

  attachBox(at: number): void {
    this.#boxAt = at;
  }

  /** The words of the program's box. Memory that grows is another buffer. */
  box(): Int32Array {
    if (this.#box.buffer !== this.#memory.buffer) this.#box = new Int32Array(this.#memory.buffer, this.#boxAt, boxWords);
    return this.#box;
  }

  /** Where the box's pieces lie. */
  spans(): Spans {
    const box = this.box();
    const pairs: number[] = [];
    let size = 0;
    for (let i = 0; i < Box.pieceWords * (box[Box.pieces] ?? 0); i++) {
      const word = (box[Box.piece + i] ?? 0) >>> 0;
      pairs.push(word);
      if (i % Box.pieceWords === Box.length) size += word;
    }
    return { pairs, size };
  }

  /** Copies spans into a buffer of their own: one that spares has, or a new one. */
  copyApart({ pairs, size }: Spans, spares: Spares): Uint8Array<ArrayBuffer> {
    const spare = spares.take(size);
    if (spare === null) return new Uint8Array(this.copy(pairs));
    const frame = new Uint8Array(spare, 0, size);
    this.copyTo(frame, pairs);
    return frame;
  }

  fill(address: number, bytes: Uint8Array): void {
    this.#view().set(bytes, address);
  }

  /** Copies pieces of memory, given as pairs of address and length, into one new buffer. */
  copy(spans: readonly number[]): ArrayBuffer {
    const [address = 0, length = 0] = spans;
    if (spans.length === 2) return this.#memory.buffer.slice(address, address + length);
    let total = 0;
    for (let i = 1; i < spans.length; i += 2) total += spans[i] ?? 0;
    const copy = new Uint8Array(total);
    this.copyTo(copy, spans);
    return copy.buffer;
  }

  /** Copies pieces of memory to one place that has room for them. */
  copyTo(to: Uint8Array, spans: readonly number[]): void {
    const memory = this.#view();
    let filled = 0;
    for (let i = 0; i + 1 < spans.length; i += 2) {
      const from = spans[i] ?? 0;
      const size = spans[i + 1] ?? 0;
      to.set(memory.subarray(from, from + size), filled);
      filled += size;
    }
  }

  /** Copies what a Go slice at the address holds: its address and length, 64 bits each. */
  copySlice(at: number): ArrayBuffer {
    const view = new DataView(this.#memory.buffer);
    return this.copy([view.getUint32(at, true), view.getUint32(at + 8, true)]);
  }

  /** Reads what a program had finished and not sent, from where pool.LastWords of Go lie. */
  lastWords(at: number): ArrayBuffer {
    const view = new DataView(this.#memory.buffer);
    const word = (i: number): number => view.getUint32(at + 8 * i, true);
    const [frame, frameSize, header, results, size, pos, flushed, last] = [0, 1, 2, 3, 4, 5, 6, 7].map(word) as [
      number, number, number, number, number, number, number, number,
    ];
    if (last === 0) return new ArrayBuffer(0);
    const finished = pos === 0 ? 0 : view.getUint32(pos, true) - flushed;
    if (finished <= 0) return this.copy([frame, frameSize, last, 8]);
    const length = finished * size;
    view.setUint32(header + 4, 8 + length, true);
    view.setUint32(header + 12, finished, true);
    const padding = -length & 7;
    return this.copy([frame, frameSize, header, 16, results + flushed * size, length, last - padding, padding + 8]);
  }

  #view(): Uint8Array {
    if (this.#bytes.buffer !== this.#memory.buffer) this.#bytes = new Uint8Array(this.#memory.buffer);
    return this.#bytes;
  }
}
