// Buffers of large frames that have been read, for the frames that are sent next.

/** The system clears each page of a new buffer, which for a large frame takes longer than the
 * copy: what came with one frame goes back with another. One buffer is kept. */
export class Spares {
  #buffer: ArrayBuffer | null = null;

  put(buffer: ArrayBuffer): void {
    if (buffer.byteLength >= smallest && buffer.byteLength <= largest && buffer.byteLength > (this.#buffer?.byteLength ?? 0)) {
      this.#buffer = buffer;
    }
  }

  /** A buffer for so many bytes, not much larger than that, or null. */
  take(size: number): ArrayBuffer | null {
    const buffer = this.#buffer;
    if (buffer === null || size > buffer.byteLength || size < buffer.byteLength / 2) return null;
    this.#buffer = null;
    return buffer;
  }
}

const smallest = 256 << 10;
const largest = 64 << 20;
