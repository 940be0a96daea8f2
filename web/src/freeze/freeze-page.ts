// <freeze-page>: does one job in three ways, and shows what each does to the page.
import { part } from "../page/part.ts";
import { lacking } from "../page/requirements.ts";
import { elapsedSince, reason, READY } from "../page/sentences.ts";
import { moduleOf, readProgram } from "../page/site-program.ts";
import { WorkerCount } from "../page/worker-count.ts";
import { duration } from "../timeline/units.ts";
import { showFigures } from "./figures.ts";
import { FrameSpinner } from "./frame-spinner.ts";
import { FrameStrip } from "./frame-strip.ts";
import { isWay, studyOf, WAYS, type Recording, type WayName } from "./recording.ts";
import { runWay } from "./run-way.ts";

type State = "idle" | "loading" | "running" | "done" | "failed" | "stopped";

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** A click that waits so many ms was held up by the page's thread. */
const HELD_UP = 100;

class FreezePage extends HTMLElement {
  readonly #recordings = new Map<WayName, Recording>();
  #attempt: AbortController | null = null;

  connectedCallback(): void {
    for (const button of this.querySelectorAll<HTMLButtonElement>("[data-run]")) {
      const way = button.dataset["run"];
      button.addEventListener("click", () => void this.#run(isWay(way) ? [way] : WAYS));
    }
    this.#stop.addEventListener("click", (event) => this.#heard(event.timeStamp));
    document.addEventListener("keydown", this.#key);
    document.addEventListener("visibilitychange", this.#hidden);
    this.#workers.addEventListener("workerschange", () => {
      if (!this.#attempt) this.#show("idle", this.#workers.problem || READY);
    });
    this.#draw();
    this.#show(lacking() ? "failed" : "idle", lacking() || READY);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#key);
    document.removeEventListener("visibilitychange", this.#hidden);
    this.#attempt?.abort();
  }

  async #run(ways: readonly WayName[]): Promise<void> {
    if (this.#attempt) return;
    if (this.#workers.problem) {
      this.#show("failed", this.#workers.problem);
      return;
    }
    const attempt = (this.#attempt = new AbortController());
    const began = performance.now();
    for (const way of ways) this.#recordings.delete(way);
    this.#draw();
    try {
      for (const way of ways) await this.#runOne(way, ways, attempt.signal);
      this.#end("done", `Done in ${elapsedSince(began)}.`);
    } catch (error) {
      if (attempt.signal.aborted) this.#end("stopped", reason(attempt.signal.reason));
      else this.#end("failed", reason(error));
    }
  }

  async #runOne(way: WayName, ways: readonly WayName[], signal: AbortSignal): Promise<void> {
    this.#show("loading", "Loading the program and starting the workers…");
    await runWay({
      way,
      module: await moduleOf(readProgram(), signal),
      limit: Number(part(this, '[data-part="limit"]', HTMLSelectElement).value),
      workers: this.#workers.value,
      signal,
      onFrame: (time) => {
        if (this.dataset["state"] === "loading") this.#show("running", `Running: ${this.#titleOf(way)}…`);
        part(this, "frame-spinner", FrameSpinner).turn(time);
      },
      onChange: (recording) => {
        this.#recordings.set(way, recording);
        this.#showRecording(recording);
        this.#count(ways);
        if (!still.matches || recording.ended !== null) this.#draw();
      },
    });
  }

  #end(state: State, text: string): void {
    this.#attempt = null;
    this.#draw();
    this.#show(state, text);
  }

  /** Stop was pressed. Where the page was frozen then, it hears it only now. */
  #heard(pressed: number): void {
    const waited = performance.now() - pressed;
    const late = waited > HELD_UP ? ` The page heard of it ${duration(waited)} later.` : "";
    this.#attempt?.abort(new Error(`Stopped.${late}`));
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.defaultPrevented) this.#heard(event.timeStamp);
  };

  readonly #hidden = (): void => {
    if (document.hidden) this.#attempt?.abort(new Error("Stopped: the page was hidden, and a hidden page has no frames to count."));
  };

  /** Counts for all ways that one press runs. */
  #count(ways: readonly WayName[]): void {
    const studies = ways.flatMap((way) => this.#recordings.get(way) ?? []).map(studyOf);
    const missed = studies.reduce((sum, study) => sum + study.missed, 0);
    part(this, '[data-part="missed"]', HTMLElement).textContent = String(missed);
    part(this, '[data-part="longest"]', HTMLElement).textContent = duration(Math.max(...studies.map(({ longest }) => longest)));
  }

  #showRecording(recording: Recording): void {
    const log = part(this, `[data-way="${recording.way}"] ol`, HTMLOListElement);
    for (const { at, text } of recording.marks.slice(log.children.length)) {
      const time = document.createElement("span");
      time.textContent = duration(at);
      const line = document.createElement("li");
      line.append(time, text);
      log.append(line);
    }
  }

  #draw(): void {
    const lanes = WAYS.map((way) => ({ title: this.#titleOf(way), recording: this.#recordings.get(way) ?? null }));
    part(this, "frame-strip", FrameStrip).show(lanes);
    for (const way of WAYS) {
      if (!this.#recordings.has(way)) part(this, `[data-way="${way}"] ol`, HTMLOListElement).replaceChildren();
    }
    showFigures(this, this.#recordings);
  }

  #titleOf(way: WayName): string {
    return part(this, `[data-way="${way}"]`, HTMLElement).dataset["title"] ?? way;
  }

  #show(state: State, text: string): void {
    this.dataset["state"] = state;
    part(this, '[data-part="status"]', HTMLElement).textContent = text;
    const busy = this.#attempt !== null;
    this.#stop.disabled = !busy;
    for (const button of this.querySelectorAll<HTMLButtonElement>("[data-run]")) button.disabled = busy || lacking() !== "";
  }

  get #stop(): HTMLButtonElement {
    return part(this, '[data-part="stop"]', HTMLButtonElement);
  }

  get #workers(): WorkerCount {
    return part(this, "worker-count", WorkerCount);
  }
}

customElements.define("freeze-page", FreezePage);
