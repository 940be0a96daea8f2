// The parent's lane: what the program does while its pools work.
import type { PoolEvent } from "../runtime/poolground.ts";
import { newLane, newSpan, turn, type Lane } from "./lane.ts";

/** The calls that submit a job and wait for it: their caller is in them from the job's start. */
const SUBMITTING = new Set(["Map", "Starmap", "Apply"]);

/** So many prints are marked, and of a line so many characters are told. */
const MOST_PRINTS = 20_000;
const MOST_TEXT = 60;

export class ParentLane {
  readonly lane: Lane = newLane(-1, -1);
  /** How many callers are blocked: the program goes on as long as one is not, but what the others
   * do is not known. */
  #blocked = 0;
  #jobs = 0;
  /** The job that began with the present state. */
  #began = "";

  begin(): void {
    if (this.lane.states.length === 0) this.lane.states.push(newSpan("running", 0));
  }

  printed(at: number, text: string): void {
    const { prints } = this.lane;
    const lines = text.trimEnd().split("\n");
    const total = (prints.at(-1)?.total ?? 0) + lines.length;
    if (prints.length === MOST_PRINTS) prints.pop(); // what it counts, the next counts too
    prints.push({ at, total, last: shorten(lines.at(-1) ?? "") });
  }

  jobStarted(event: PoolEvent): void {
    if (this.#jobs++ === 0 && this.#blocked === 0) {
      turn(this.lane, newSpan("free", event.at));
      this.#began = jobOf(event);
    }
  }

  jobDone(event: PoolEvent): void {
    this.#jobs = Math.max(this.#jobs - 1, 0);
    if (this.#jobs === 0 && this.#blocked === 0) turn(this.lane, newSpan("running", event.at));
  }

  blocked(event: PoolEvent): void {
    if (this.#blocked++ > 0) return;
    const free = this.lane.states.at(-1);
    const within = SUBMITTING.has(event.fn) && free?.kind === "free" && this.#began === jobOf(event);
    if (within) this.lane.states.pop();
    turn(this.lane, newSpan("blocked", within ? free.start : event.at, event));
  }

  resumed(event: PoolEvent): void {
    this.#blocked = Math.max(this.#blocked - 1, 0);
    if (this.#blocked > 0) return;
    this.#began = "";
    turn(this.lane, newSpan(this.#jobs > 0 ? "free" : "running", event.at));
  }
}

function shorten(line: string): string {
  return line.length > MOST_TEXT ? `${line.slice(0, MOST_TEXT - 1)}…` : line;
}

function jobOf(event: PoolEvent): string {
  return `${event.pool}/${event.job}`;
}
