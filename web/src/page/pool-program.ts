// <pool-program>: a lesson's program with Run, Stop, its output, status and timeline.
import { load, run, StoppedError } from "../runtime/poolground.ts";
import { PoolTimeline } from "../timeline/pool-timeline.ts";
import { moduleOf, type Lesson } from "./lessons.ts";
import { part } from "./part.ts";
import { ProgramOutput } from "./program-output.ts";
import { lacking } from "./requirements.ts";
import { WorkerCount } from "./worker-count.ts";

type State = "idle" | "loading" | "compiling" | "running" | "done" | "failed" | "stopped";

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** One press of Run. What it reports after another has begun concerns nobody. */
interface Attempt {
  readonly abort: AbortController;
  readonly began: number;
}

export class PoolProgram extends HTMLElement {
  #lesson: Lesson | null = null;
  #attempt: Attempt | null = null;
  #preparing = new AbortController();

  connectedCallback(): void {
    this.#button("run").addEventListener("click", () => this.run());
    this.#button("stop").addEventListener("click", () => this.stop());
    this.#workers.addEventListener("workerschange", () => this.#takeWorkers());
    document.addEventListener("keydown", this.#key);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#key);
    this.#preparing.abort();
    this.#discard();
  }

  /** Opens a lesson, or none; notice is said in place of "Ready to run." */
  open(lesson: Lesson | null, notice = ""): void {
    this.#discard();
    this.#lesson = lesson;
    part(this, '[data-part="editor"] code', HTMLElement).innerHTML = lesson?.go ?? "";
    part(this, '[data-part="editor"]', HTMLElement).scrollTop = 0;
    this.#output.clear();
    this.#timeline.clear(this.#workers.expected);
    void this.#prepare(lesson, notice || "Ready to run.");
  }

  /** Runs the program, again if it runs. */
  run(): void {
    const lesson = this.#lesson;
    if (!lesson || lacking()) return;
    this.#discard();
    if (this.#workers.problem) return this.#show("failed", this.#workers.problem);
    const attempt: Attempt = { abort: new AbortController(), began: performance.now() };
    this.#attempt = attempt;
    this.#output.clear();
    this.#timeline.clear(this.#workers.expected);
    this.#bringToView();
    this.#show("loading", lesson.module ? "Loading the program…" : "The program is still being built; it runs when it is.");
    this.#go(attempt, lesson).then(
      (code) => {
        if (code === 0) this.#end(attempt, "done", `Done in ${elapsed(attempt)}.`);
        else this.#end(attempt, "failed", `The program ended with exit code ${code}.`);
      },
      (error: unknown) => this.#end(attempt, error instanceof StoppedError ? "stopped" : "failed", reason(error)),
    );
  }

  /** Ends the program at once, whatever it does. */
  stop(): void {
    const attempt = this.#attempt;
    if (!attempt) return;
    attempt.abort.abort();
    this.#end(attempt, "stopped", `Stopped after ${elapsed(attempt)}.`);
  }

  async #go(attempt: Attempt, lesson: Lesson): Promise<number> {
    const { signal } = attempt.abort;
    const module = await moduleOf(lesson, signal);
    const program = run({
      module,
      signal,
      workers: this.#workers.value,
      onOutput: (text, stream) => {
        if (this.#attempt === attempt) this.#output.print(text, stream);
      },
      onEvent: (events) => {
        if (this.#attempt === attempt) this.#timeline.add(events);
      },
    });
    await program.started;
    if (this.#attempt === attempt) {
      this.#timeline.begin();
      this.#show("running", "Running…");
    }
    return program.exited;
  }

  #end(attempt: Attempt, state: State, text: string): void {
    if (this.#attempt !== attempt) return;
    this.#attempt = null;
    this.#output.flush();
    this.#timeline.finish();
    this.#show(state, text);
  }

  /** Ends the current run without a word, because something else takes its place. */
  #discard(): void {
    const attempt = this.#attempt;
    this.#attempt = null;
    attempt?.abort.abort();
  }

  /** Says what a lesson just opened lacks, if anything, and loads its program ahead of Run. */
  async #prepare(lesson: Lesson | null, ready: string): Promise<void> {
    this.#preparing.abort();
    this.#preparing = new AbortController();
    const { signal } = this.#preparing;
    this.#button("run").disabled = lesson === null || lacking() !== "";
    if (lesson === null || lacking()) {
      this.#show(lesson ? "failed" : "idle", lesson ? lacking() : "Choose a lesson.");
      return;
    }
    this.#show("idle", lesson.module ? ready : "The program is being built; it will be ready in a moment.");
    const mayShow = (): boolean => !signal.aborted && this.dataset["state"] === "idle";
    try {
      const module = await moduleOf(lesson, signal);
      if (mayShow()) this.#show("idle", ready);
      await load(module);
    } catch (error) {
      if (mayShow()) this.#show("failed", reason(error));
    }
  }

  /** On a small screen, where output and timeline stand below the code, brings them up. */
  #bringToView(): void {
    const { bottom } = this.#timeline.getBoundingClientRect();
    if (bottom > innerHeight) this.#output.scrollIntoView({ behavior: still.matches ? "instant" : "smooth" });
  }

  #takeWorkers(): void {
    if (this.#attempt) return;
    this.#timeline.clear(this.#workers.expected);
    this.#show("idle", this.#workers.problem || "Ready to run.");
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.run();
    else if (event.key === "Escape") this.stop();
    else return;
    event.preventDefault();
  };

  #show(state: State, text: string): void {
    this.dataset["state"] = state;
    part(this, '[data-part="status"]', HTMLElement).textContent = text;
    this.#button("stop").disabled = this.#attempt === null;
  }

  #button(name: "run" | "stop"): HTMLButtonElement {
    return part(this, `[data-part="${name}"]`, HTMLButtonElement);
  }

  get #output(): ProgramOutput {
    return part(this, "program-output", ProgramOutput);
  }

  get #timeline(): PoolTimeline {
    return part(this, "pool-timeline", PoolTimeline);
  }

  get #workers(): WorkerCount {
    return part(this, "worker-count", WorkerCount);
  }
}

function elapsed(attempt: Attempt): string {
  return `${((performance.now() - attempt.began) / 1000).toFixed(2)} s`;
}

/** What an error says, as a sentence. */
function reason(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).trim();
  // A word begins a sentence; a URL or a name stays as it is.
  const begun = /^[a-z]+ /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

customElements.define("pool-program", PoolProgram);
