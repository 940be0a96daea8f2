// A queue of small frames in memory that two shells share: one writes, the other reads.

/** The size of the memory of one ring, in bytes. */
export const RING_SIZE = 64 << 10;

/** Larger frames do not go through a ring. */
const largest = RING_SIZE >> 2;

/** Control words, before the data. head and tail count the bytes ever written and read, modulo
 * 2^32. */
const Word = { head: 0, tail: 1, asleep: 2, taken: 3, words: 4 } as const;
const dataAt = Word.words * 4;
const capacity = RING_SIZE >> 1;

/** Stands for the length of a frame where the next one begins at the start of the data. */
const SKIP = -1;

export class Ring {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(memory: SharedArrayBuffer, at: number) {
    this.#words = new Int32Array(memory, at, (dataAt + capacity) >> 2);
    this.#bytes = new Uint8Array(memory, at, dataAt + capacity);
  }

  /** Where to write a frame of so many bytes, which commit then hands over; null where there is no
   * room for it. */
  claim(size: number): Uint8Array | null {
    if (size > largest) return null;
    const words = this.#words;
    let head = words[Word.head] ?? 0; // written by this side alone
    let free = capacity - ((head - Atomics.load(words, Word.tail)) | 0);
    const need = spaceOf(size);
    const toEnd = capacity - (head & (capacity - 1));
    if (need > toEnd) {
      if (toEnd + need > free) return null;
      words[(dataAt + (head & (capacity - 1))) >> 2] = SKIP;
      head += toEnd;
      free -= toEnd;
      Atomics.store(words, Word.head, head);
    }
    if (need > free) return null;
    const at = dataAt + (head & (capacity - 1));
    words[at >> 2] = size;
    return this.#bytes.subarray(at + 4, at + 4 + size);
  }

  /** Hands over what claim gave out. It is true where the reader sleeps and must be called. */
  commit(size: number): boolean {
    Atomics.add(this.#words, Word.head, spaceOf(size));
    return Atomics.exchange(this.#words, Word.asleep, 0) === 1;
  }

  /** Takes the next frame, null where there is none. */
  read(): Uint8Array<ArrayBuffer> | null {
    const words = this.#words;
    let tail = words[Word.tail] ?? 0; // written by this side alone
    while (Atomics.load(words, Word.head) !== tail) {
      const at = tail & (capacity - 1);
      const size = words[(dataAt + at) >> 2] ?? 0;
      if (size === SKIP) {
        tail = (tail + capacity - at) | 0;
        Atomics.store(words, Word.tail, tail);
        continue;
      }
      const frame = new Uint8Array(size);
      frame.set(this.#bytes.subarray(dataAt + at + 4, dataAt + at + 4 + size));
      Atomics.store(words, Word.tail, (tail + spaceOf(size)) | 0);
      return frame;
    }
    return null;
  }

  get empty(): boolean {
    return Atomics.load(this.#words, Word.head) === this.#words[Word.tail];
  }

  /** The reader will not look again until it is called. */
  sleep(): void {
    Atomics.store(this.#words, Word.asleep, 1);
  }

  /** Counts the messages that the reader has taken beside the ring. */
  take(): void {
    Atomics.add(this.#words, Word.taken, 1);
  }

  get taken(): number {
    return Atomics.load(this.#words, Word.taken);
  }
}

function spaceOf(size: number): number {
  return 4 + ((size + 3) & ~3);
}
