// Records when the browser gives the page its animation frames.
import { settleable, type Settleable } from "../runtime/settleable.ts";

type Waiting = Settleable<undefined>;

export class FrameMeter {
  /** The frames' times on the page's clock, in ms. */
  readonly times: number[] = [];
  readonly #onFrame: (time: number) => void;
  #waiting: Waiting[] = [];
  #frame = 0;

  /** Calls onFrame with each frame's time. */
  constructor(onFrame: (time: number) => void) {
    this.#onFrame = onFrame;
    this.#frame = requestAnimationFrame(this.#take);
  }

  /** Resolves with the next frame; rejects when the meter stops. */
  readonly next = (): Promise<void> => {
    const waiting = settleable<undefined>();
    if (this.#frame === 0) waiting.reject(new Error("the page's frames are no longer recorded"));
    else this.#waiting.push(waiting);
    return waiting.promise;
  };

  /** Resolves after so many frames; rejects when the meter stops. */
  async pass(frames: number): Promise<void> {
    for (let i = 0; i < frames; i++) await this.next();
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    for (const { reject } of this.#taken()) reject(new Error("the page's frames are no longer recorded"));
  }

  readonly #take = (time: number): void => {
    this.#frame = requestAnimationFrame(this.#take);
    this.times.push(time);
    this.#onFrame(time);
    for (const { resolve } of this.#taken()) resolve(undefined);
  };

  #taken(): Waiting[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}
