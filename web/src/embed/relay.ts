// Tells a frame's host what a program prints: as much as the frame shows, and not each line alone.
import { OutputBound } from "../page/output-bound.ts";
import type { Stream } from "./protocol.ts";

export interface Printed {
  readonly text: string;
  readonly stream: Stream;
}

/** How long a text waits for more, in ms. */
const GATHER_MS = 30;

export class Relay {
  readonly #tell: (text: string, stream: Stream) => void;
  #waiting: Printed | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #bound = new OutputBound();

  constructor(tell: (text: string, stream: Stream) => void) {
    this.#tell = tell;
  }

  print({ text, stream }: Printed): void {
    const taken = this.#bound.take(text);
    if (taken === "") return;
    if (this.#waiting !== null && this.#waiting.stream !== stream) this.#send();
    this.#waiting = { text: (this.#waiting?.text ?? "") + taken, stream };
    this.#timer ??= setTimeout(() => this.#send(), GATHER_MS);
  }

  /** The program has ended: the next begins anew. */
  end(): void {
    this.#send();
    this.#bound = new OutputBound();
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) this.#tell(waiting.text, waiting.stream);
  }
}
