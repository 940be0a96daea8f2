// One shell's end of its connection to another: messages and, where the page is cross-origin
// isolated, shared memory, which is several times as fast for small frames.

import { DOORBELL } from "./protocol";
import type { Program } from "./memory";
import { RING_SIZE, Ring } from "./ring";
import type { Spares } from "./spares";

interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** Where a frame lies in pieces: a Program. */
type Source = Pick<Program, "spans" | "copyTo" | "copyApart">;

/** Below this size the browser copies a buffer faster than it hands one over. */
const transferFrom = 16 << 10;

/** The memory for the two ends of a line; null where the page may not share any. */
export function sharedMemory(): SharedArrayBuffer | null {
  return globalThis.crossOriginIsolated ? new SharedArrayBuffer(2 * RING_SIZE) : null;
}

/** Frames come out in the order in which they went in: a ring is not written to while a message
 * is on its way, and is read before a message is. */
export class Line {
  readonly #to: Port;
  readonly #out: Ring | null;
  readonly #in: Ring | null;
  #posted = 0;

  /** The two ends share one memory; end tells them apart. */
  constructor(to: Port, memory: SharedArrayBuffer | null, end: 0 | 1) {
    this.#to = to;
    this.#out = memory && new Ring(memory, end * RING_SIZE);
    this.#in = memory && new Ring(memory, (1 - end) * RING_SIZE);
  }

  /** Whether frames may come through shared memory. */
  get shared(): boolean {
    return this.#in !== null;
  }

  /** Sends the frame that lies in the program's box. */
  send(program: Source, spares: Spares): void {
    const spans = program.spans();
    const room = this.#out !== null && this.#out.taken === this.#posted ? this.#out.claim(spans.size) : null;
    if (room === null) {
      this.postFrame(program.copyApart(spans, spares));
      return;
    }
    program.copyTo(room, spans.pairs);
    if (this.#out?.commit(spans.size)) this.#to.postMessage(DOORBELL, []);
  }

  postFrame(frame: Uint8Array<ArrayBuffer>): void {
    this.post(frame, frame.byteLength < transferFrom ? [] : [frame.buffer]);
  }

  post(message: unknown, transfer: Transferable[]): void {
    this.#posted = (this.#posted + 1) | 0;
    this.#to.postMessage(message, transfer);
  }

  /** Hands over what has come through shared memory, and says whether anything has. */
  drain(put: (frame: Uint8Array<ArrayBuffer>) => void): boolean {
    if (this.#in === null || this.#in.empty) return false;
    for (let frame = this.#in.read(); frame !== null; frame = this.#in.read()) put(frame);
    return true;
  }

  /** A message was taken, after a drain. */
  took(): void {
    this.#in?.take();
  }

  /** Whether something waits in shared memory. */
  get waiting(): boolean {
    return this.#in !== null && !this.#in.empty;
  }

  /** From now on a message tells of what comes. It is false where something came meanwhile. */
  sleep(): boolean {
    this.#in?.sleep();
    return !this.waiting;
  }
}
