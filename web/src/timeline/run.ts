// A run that the timeline follows: its events, what is made of them, and the program's clock.
import type { PoolEvent } from "../runtime/poolground.ts";
import { TimelineModel } from "./model.ts";

export class Run {
  readonly model: TimelineModel;
  readonly #events: PoolEvent[];
  /** The page's clock when the program's stood at 0. */
  #zero = 0;
  #live = false;

  /** A run of so many workers, which may have happened already. */
  constructor(workers: number, events: readonly PoolEvent[] = []) {
    this.model = new TimelineModel(workers);
    this.#events = [...events];
    this.model.add(this.#events);
  }

  /** All its events, in the order in which they came. */
  get events(): readonly PoolEvent[] {
    return this.#events;
  }

  /** Whether the program runs. */
  get live(): boolean {
    return this.#live;
  }

  /** What the program's clock shows, in milliseconds; of a run that is over, its end. */
  get now(): number {
    return this.#live ? performance.now() - this.#zero : this.model.latest;
  }

  /** The program's main begins. */
  begin(): void {
    this.#live = true;
    this.#zero = performance.now();
    this.model.begin();
  }

  add(events: readonly PoolEvent[]): void {
    for (const event of events) this.#events.push(event);
    this.model.add(events);
    this.#correct();
  }

  /** The program printed a text at a moment of its clock. */
  printed(at: number, text: string): void {
    this.model.printed(at, text);
    this.#correct();
  }

  /** The program has ended. */
  finish(): void {
    this.model.finish(this.now);
    this.#live = false;
  }

  #correct(): void {
    // Nothing can come before it happened: the least delay seen is nearest to the truth.
    this.#zero = Math.min(this.#zero, performance.now() - this.model.latest);
  }
}
