// <pool-program>: a lesson's program with Run, Stop, its output, status and timeline.
import { load, run, StoppedError } from "../runtime/poolground.ts";
import { PoolTimeline } from "../timeline/pool-timeline.ts";
import type { Lesson } from "./lessons.ts";
import { part } from "./part.ts";
import type { Place } from "./places.ts";
import { ProgramCode } from "./program-code.ts";
import { ProgramOutput } from "./program-output.ts";
import { lacking } from "./requirements.ts";
import { Reviewer } from "./reviewer.ts";
import { elapsedSince, mistake, READY, reason } from "./sentences.ts";
import { moduleOf } from "./site-program.ts";
import { WorkerCount } from "./worker-count.ts";
import { MistakesError } from "./workshop.ts";

type End = "done" | "failed" | "stopped";
type State = "idle" | "loading" | "compiling" | "running" | End;

/** How a run ended, and what the status says of it. */
export interface ProgramEnd {
  readonly state: End;
  readonly status: string;
}

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** The most memory that the program and each worker may have: what is more ends it, not the tab. */
const MEMORY_LIMIT = 2 ** 30;

/** One press of Run. What it reports after another has begun concerns nobody. */
interface Attempt {
  readonly abort: AbortController;
  /** When Run was pressed, and then when the program started. */
  began: number;
}

export class PoolProgram extends HTMLElement {
  #lesson: Lesson | null = null;
  #attempt: Attempt | null = null;
  #preparing = new AbortController();
  readonly #reviewer = new Reviewer({
    code: () => this.#code,
    say: (text) => this.#say(text),
    wait: (state, text) => {
      if (this.#attempt) this.#show(state, text);
    },
  });

  /** Fires "programrun" when a run begins, "programprint" with a text and its stream, and
   * "programend" with a ProgramEnd, once for each run. */
  connectedCallback(): void {
    this.#button("run").addEventListener("click", () => this.run());
    this.#button("stop").addEventListener("click", () => this.stop());
    this.#workers.addEventListener("workerschange", () => this.#takeWorkers());
    this.addEventListener("coderun", () => this.run());
    this.addEventListener("codeformat", () => void this.#reviewer.format());
    this.addEventListener("codeedit", () => {
      this.#preparing.abort();
      this.#reviewer.edited();
    });
    this.addEventListener("placechoice", ({ detail }: CustomEventInit<Place>) => {
      if (detail) this.#code.goTo(detail);
    });
    document.addEventListener("keydown", this.#key);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#key);
    this.#preparing.abort();
    this.#discard();
    this.#reviewer.close();
  }

  /** Opens a lesson, or none, with the text that a link brought, if any; notice is said in place
   * of "Ready to run." */
  open(lesson: Lesson | null, notice = "", shared: string | null = null): void {
    this.#discard();
    this.#reviewer.rest();
    this.#lesson = lesson;
    this.#code.open(lesson, shared);
    this.#output.clear();
    this.#timeline.clear(this.#workers.expected);
    void this.#prepare(lesson, notice || READY);
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
    this.#tell("programrun");
    this.#begin(attempt, lesson).then(
      (code) => {
        if (code === 0) this.#end(attempt, "done", `Done in ${elapsedSince(attempt.began)}.`);
        else this.#end(attempt, "failed", `The program ended with exit code ${code}.`);
      },
      (error: unknown) => this.#fail(attempt, error),
    );
  }

  /** Ends the program at once, whatever it does. */
  stop(): void {
    const attempt = this.#attempt;
    if (!attempt) return;
    attempt.abort.abort();
    this.#end(attempt, "stopped", `Stopped after ${elapsedSince(attempt.began)}.`);
  }

  /** The lesson's own program is built; what the visitor made of it has yet to be compiled. */
  async #begin(attempt: Attempt, lesson: Lesson): Promise<number> {
    const { signal } = attempt.abort;
    if (!this.#mustCompile(lesson)) {
      this.#show("loading", lesson.program.module ? "Loading the program…" : "The program is still being built; it runs when it is.");
      return this.#go(attempt, await moduleOf(lesson.program, signal));
    }
    return this.#go(attempt, await this.#reviewer.compile(signal));
  }

  async #go(attempt: Attempt, module: string | WebAssembly.Module): Promise<number> {
    const program = run({
      module,
      signal: attempt.abort.signal,
      workers: this.#workers.value,
      memoryLimit: MEMORY_LIMIT,
      confined: true,
      onOutput: (text, stream, { at, own }) => {
        if (this.#attempt !== attempt) return;
        this.#output.print(text, stream);
        if (own) this.#timeline.printed(at, text);
        this.#tell("programprint", { text, stream });
      },
      onEvent: (events) => {
        if (this.#attempt === attempt) this.#timeline.add(events);
      },
    });
    await program.started;
    attempt.began = performance.now();
    if (this.#attempt === attempt) {
      this.#timeline.begin();
      this.#show("running", "Running…");
    }
    return program.exited;
  }

  #fail(attempt: Attempt, error: unknown): void {
    if (this.#attempt !== attempt) return;
    if (error instanceof MistakesError) {
      for (const found of error.diagnostics) this.#output.print(`${mistake(found)}\n`, "stderr");
    }
    this.#end(attempt, error instanceof StoppedError ? "stopped" : "failed", reason(error));
  }

  #end(attempt: Attempt, state: End, text: string): void {
    if (this.#attempt !== attempt) return;
    this.#attempt = null;
    this.#output.flush();
    this.#timeline.finish();
    this.#show(state, text);
    this.#tell("programend", { state, status: text });
  }

  /** Ends the current run without a word, because something else takes its place. */
  #discard(): void {
    const attempt = this.#attempt;
    this.#attempt = null;
    attempt?.abort.abort();
    if (attempt) this.#tell("programend", { state: "stopped", status: "Stopped, because something else takes its place." });
  }

  /** Says what a lesson just opened lacks, if anything, and loads its program ahead of Run. */
  async #prepare(lesson: Lesson | null, ready: string): Promise<void> {
    this.#preparing.abort();
    this.#preparing = new AbortController();
    const { signal } = this.#preparing;
    this.#button("run").disabled = lesson === null || lacking() !== "";
    if (lesson === null || lacking()) {
      this.#show(lesson ? "failed" : "idle", lesson ? lacking() : ready === READY ? "Choose a lesson." : ready);
      return;
    }
    const built = lesson.program.module !== undefined || this.#mustCompile(lesson);
    this.#show("idle", built ? ready : "The program is being built; it will be ready in a moment.");
    if (this.#mustCompile(lesson)) return;
    const mayShow = (): boolean => !signal.aborted && this.dataset["state"] === "idle";
    try {
      if (this.hasAttribute("data-lazy")) await this.#visit(signal);
      const module = await moduleOf(lesson.program, signal);
      if (mayShow()) this.#show("idle", ready);
      await load(module);
    } catch (error) {
      if (mayShow()) this.#show("failed", reason(error));
    }
  }

  /** A lesson's own program is built; what the visitor made of it is not. */
  #mustCompile(lesson: Lesson): boolean {
    return lesson.own === true || this.#code.edited;
  }

  /** Resolves when somebody comes near who may want to run the program. */
  #visit(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      for (const sign of ["pointerenter", "focusin"]) this.addEventListener(sign, () => resolve(), { once: true, signal });
    });
  }

  /** On a small screen, where output and timeline stand below the code, brings them up. */
  #bringToView(): void {
    const { bottom } = this.#timeline.getBoundingClientRect();
    if (bottom > innerHeight) this.#output.scrollIntoView({ behavior: still.matches ? "instant" : "smooth" });
  }

  #takeWorkers(): void {
    if (!this.#attempt) this.#timeline.clear(this.#workers.expected);
    this.#say(this.#workers.problem || READY);
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return; // the editor took it
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.run();
    else if (event.key === "Escape") this.stop();
    else return;
    event.preventDefault();
  };

  /** Says something while nothing runs. */
  #say(text: string): void {
    if (!this.#attempt && this.#lesson) this.#show("idle", text);
  }

  #show(state: State, text: string): void {
    this.dataset["state"] = state;
    part(this, '[data-part="status"]', HTMLElement).textContent = text;
    this.#button("stop").disabled = this.#attempt === null;
  }

  #tell(event: "programrun" | "programprint" | "programend", detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(event, { detail, bubbles: true }));
  }

  #button(name: "run" | "stop"): HTMLButtonElement {
    return part(this, `[data-part="${name}"]`, HTMLButtonElement);
  }

  get #code(): ProgramCode {
    return part(this, "program-code", ProgramCode);
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

customElements.define("pool-program", PoolProgram);
