// Relays what Go writes to file descriptors 1 and 2.

import type { Stream, ToPage, ToParent } from "./protocol";

type Post = (message: ToPage | ToParent, transfer: Transferable[]) => void;

/** Takes over Go's fs. A program's output goes to the page in whole lines; a pool worker's goes
 * to its parent as it comes, on the port of the frames, so that the two stay in order. */
export class Output {
  readonly #post: Post;
  readonly #lines: Record<Stream, Lines> | null;
  /** What performance.now() showed when the program started. */
  start = performance.now();

  /** written is called after each write that Go made a callback for. */
  constructor(role: "parent" | "worker", post: Post, written: () => void) {
    this.#post = post;
    this.#lines = role === "parent" ? { 1: new Lines(), 2: new Lines() } : null;
    fs.writeSync = (fd, bytes) => {
      this.#write(fd, bytes);
      return bytes.length;
    };
    fs.write = (fd, bytes, offset, length, _position, callback) => {
      this.#write(fd, bytes.subarray(offset, offset + length));
      callback(null, length);
      written();
    };
  }

  /** Sends last lines that have no newline yet, each with one. */
  flush(): void {
    if (this.#lines === null) return;
    for (const stream of [1, 2] as const) this.#line(stream, this.#lines[stream].rest(), true);
  }

  /** Prints what a worker printed. */
  relay(stream: Stream, bytes: Uint8Array): void {
    if (this.#lines !== null) this.#line(stream, this.#lines[stream].add(bytes), false);
  }

  #write(fd: number, bytes: Uint8Array): void {
    const stream: Stream = fd === 2 ? 2 : 1;
    if (this.#lines !== null) {
      this.#line(stream, this.#lines[stream].add(bytes), true);
      return;
    }
    const copy = bytes.slice(); // Go's memory cannot be transferred
    this.#post({ kind: "output", stream, bytes: copy }, [copy.buffer]);
  }

  #line(stream: Stream, text: string, own: boolean): void {
    if (text !== "") this.#post({ kind: "output", stream, text, at: performance.now() - this.start, own }, []);
  }
}

/** Cuts a stream of UTF-8 into whole lines. */
class Lines {
  readonly #decoder = new TextDecoder();
  #partial = "";

  /** Returns the lines that are whole now, "" if none is. */
  add(bytes: Uint8Array): string {
    const text = this.#decoder.decode(bytes, { stream: true });
    const end = text.lastIndexOf("\n") + 1;
    if (end === 0) {
      this.#partial += text;
      return "";
    }
    const lines = this.#partial + text.slice(0, end);
    this.#partial = text.slice(end);
    return lines;
  }

  rest(): string {
    const rest = this.#partial + this.#decoder.decode();
    this.#partial = "";
    return rest === "" ? "" : `${rest}\n`;
  }
}
