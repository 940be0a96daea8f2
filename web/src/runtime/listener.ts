// Takes frames out of shared memory when Go has nothing to do.

import type { Line } from "./line";

/** How long to look for an answer before sleeping, in ms: about what it takes to be woken. */
const patience = 0.2;

/** How many looks in a row may have been in vain before only one in `rarely` is made. */
const vainMost = 4;
const rarely = 32;

/** How long Go may be kept at work without the browser's own events, timers among them, in ms. */
const longest = 2;

/** Looks at memory between two looks at the clock. */
const looks = 64;

export class Listener {
  readonly #lines = new Map<number, Line>();
  readonly #put: (link: number, frame: Uint8Array<ArrayBuffer>) => void;
  readonly #wake: (link: number) => void;
  readonly #maySpin: boolean;
  #again: MessageChannel | null = null;
  #idling = false;
  #vain = 0;
  #skipped = 0;

  /** put takes each frame, wake is called when a link has some. Where there is but one core, to
   * look for an answer keeps its sender from giving it. */
  constructor(put: (link: number, frame: Uint8Array<ArrayBuffer>) => void, wake: (link: number) => void, maySpin: boolean) {
    this.#put = put;
    this.#wake = wake;
    this.#maySpin = maySpin;
  }

  add(link: number, line: Line): void {
    if (line.shared) this.#lines.set(link, line);
  }

  remove(link: number): void {
    this.#lines.delete(link);
  }

  clear(): void {
    this.#lines.clear();
  }

  /** Takes what waits now, and says whether there was anything. */
  drain(): boolean {
    let any = false;
    for (const [link, line] of this.#lines) {
      if (!line.drain((frame) => this.#put(link, frame))) continue;
      any = true;
      this.#wake(link);
    }
    return any;
  }

  /** Is called when Go has nothing to do, and returns when a message will tell of more. It is also
   * what a doorbell calls: one may come after its frame was taken, and then nobody is told of the
   * next frame until the reader has said again that it sleeps. */
  idle(): void {
    if (this.#idling || this.#lines.size === 0) return;
    this.#idling = true;
    const until = performance.now() + longest;
    while (this.drain() || this.#comesSoon() || !this.#sleep()) {
      if (performance.now() < until) continue;
      if (!this.#sleep()) this.#idleAgain();
      break;
    }
    this.#idling = false;
  }

  /** Goes on when the events that wait have had their turn. */
  #idleAgain(): void {
    if (this.#again === null) {
      this.#again = new MessageChannel();
      this.#again.port1.onmessage = () => this.idle();
    }
    this.#again.port2.postMessage(null);
  }

  #sleep(): boolean {
    let asleep = true;
    for (const line of this.#lines.values()) asleep = line.sleep() && asleep;
    return asleep;
  }

  /** To be woken costs more than the work on a small frame, so it is worth waiting a moment, while
   * that is mostly not in vain. */
  #comesSoon(): boolean {
    if (!this.#maySpin) return false;
    if (this.#vain >= vainMost && ++this.#skipped % rarely !== 0) return false;
    const until = performance.now() + patience;
    do {
      for (let i = 0; i < looks; i++) {
        for (const line of this.#lines.values()) {
          if (!line.waiting) continue;
          this.#vain = 0;
          return true;
        }
      }
    } while (performance.now() < until);
    this.#vain = Math.min(this.#vain + 1, vainMost);
    return false;
  }
}
