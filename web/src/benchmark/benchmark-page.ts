// <benchmark-page>: measures how a workload speeds up with workers, and recommends a number.
import { part } from "../page/part.ts";
import { lacking } from "../page/requirements.ts";
import { elapsedSince, reason } from "../page/sentences.ts";
import { moduleOf, readProgram } from "../page/site-program.ts";
import { measure, read } from "./measure.ts";
import { showNumbers } from "./numbers-table.ts";
import { ReportFiles } from "./report-files.ts";
import { SeriesList } from "./series-list.ts";
import { SpeedCharts } from "./speed-charts.ts";
import { SweepForm } from "./sweep-form.ts";
import type { Choice, Line, View } from "./views.ts";

type State = "idle" | "loading" | "running" | "done" | "failed" | "stopped";

const UNKNOWN = "The recommended number of workers stands here when it has been measured.";

class BenchmarkPage extends HTMLElement {
  #own: View | null = null;
  #loaded: View[] = [];
  #attempt: AbortController | null = null;

  connectedCallback(): void {
    this.#button("run").addEventListener("click", () => void this.#run());
    this.#button("stop").addEventListener("click", () => this.#attempt?.abort());
    document.addEventListener("keydown", this.#key);
    this.#files.reader = async (text) => read(await moduleOf(readProgram(), new AbortController().signal), text);
    this.addEventListener("reportsload", ({ detail }: CustomEventInit<readonly View[]>) => {
      this.#loaded.push(...(detail ?? []));
      this.#draw();
    });
    this.addEventListener("seriesremoval", ({ detail }: CustomEventInit<View>) => {
      this.#loaded = this.#loaded.filter((view) => view !== detail);
      this.#draw();
    });
    this.#draw();
    this.#show(lacking() ? "failed" : "idle", lacking() || "Ready to measure.");
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#key);
    this.#attempt?.abort();
  }

  async #run(): Promise<void> {
    if (this.#attempt) return;
    const choice = part(this, "sweep-form", SweepForm).choice;
    if (typeof choice === "string") {
      this.#show("failed", choice);
      return;
    }
    const attempt = (this.#attempt = new AbortController());
    const began = performance.now();
    let last: Line | null = null;
    this.#own = null;
    this.#draw();
    this.#show("loading", "Loading the program…");
    try {
      const module = await moduleOf(readProgram(), attempt.signal);
      await measure({
        module,
        choice,
        signal: attempt.signal,
        onLine: (line) => {
          last = line;
          this.#take(line, choice);
        },
      });
      this.#end("done", `Done in ${elapsedSince(began)}.`);
    } catch (error) {
      if (attempt.signal.aborted) this.#end("stopped", stopped(last));
      else this.#end("failed", reason(error));
    }
  }

  #take(line: Line, choice: Choice): void {
    if (line.view) {
      this.#own = line.view;
      part(this, "sweep-form", SweepForm).found = line.view.report.size;
    }
    const progress = part(this, "progress", HTMLProgressElement);
    progress.max = Math.max(line.all, 1);
    progress.value = line.done;
    this.#say(line.all === 0 ? `finding the size that takes ${choice.milliseconds / 1000} s` : step(line));
    this.#draw();
    if (this.dataset["state"] !== "running") this.#show("running", "Measuring…");
  }

  /** Beside the bar: what is measured next. Nobody is read each of these aloud. */
  #say(text: string): void {
    part(this, '[data-part="step"]', HTMLElement).textContent = text;
  }

  #end(state: State, text: string): void {
    this.#attempt = null;
    this.#say("");
    if (this.#own && state !== "done") this.#own.report.interrupted = true;
    this.#draw();
    this.#show(state, text);
  }

  /** Shows what there is: the page's own measurement and those that were loaded. */
  #draw(): void {
    const own = this.#own && this.#own.points.length > 0 ? this.#own : null;
    const views = own ? [own, ...this.#loaded] : this.#loaded;
    part(this, "speed-charts", SpeedCharts).show(views);
    part(this, "series-list", SeriesList).show(views, own);
    showNumbers(part(this, '[data-part="numbers"]', HTMLTableElement), views);
    this.#files.report = this.#attempt ? null : (own?.report ?? null);
    this.#answer(views[0] ?? null);
  }

  #answer(view: View | null): void {
    const measuring = this.#attempt !== null;
    const answer = part(this, '[data-part="answer"]', HTMLElement);
    answer.textContent = measuring || !view ? UNKNOWN : view.report.recommendation.sentence;
    answer.classList.toggle("empty", measuring || !view);
    const lines = (measuring ? [] : (view?.words ?? [])).map((text) => {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    });
    part(this, '[data-part="words"]', HTMLUListElement).replaceChildren(...lines);
    const report = view?.report;
    const what = report ? ` --workload ${report.workload} --size ${report.size}` : "";
    part(this, '[data-part="native"]', HTMLElement).textContent = `go run ./pool/cmd/poolbench sweep${what} --json > native.json`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    if (event.key === "Escape") this.#attempt?.abort();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.#run();
  };

  #show(state: State, text: string): void {
    this.dataset["state"] = state;
    part(this, '[data-part="status"]', HTMLElement).textContent = text;
    this.#button("run").disabled = this.#attempt !== null || lacking() !== "";
    this.#button("stop").disabled = this.#attempt === null;
  }

  get #files(): ReportFiles {
    return part(this, "report-files", ReportFiles);
  }

  #button(name: "run" | "stop"): HTMLButtonElement {
    return part(this, `[data-part="${name}"]`, HTMLButtonElement);
  }
}

/** What is measured next, and how long the rest takes. */
function step({ done, all, workers, left }: Line): string {
  if (done >= all) return "";
  const what = workers === 0 ? "a plain loop" : workers === 1 ? "1 worker" : `${workers} workers`;
  const rest = done > 0 ? `, ${Math.max(1, Math.round(left))} s left` : "";
  return `${done + 1} of ${all}: ${what}${rest}`;
}

function stopped(last: Line | null): string {
  if (!last?.view || last.view.points.length === 0) return "Stopped before anything was measured.";
  return `Stopped after ${last.done} of ${last.all} measurements, which are kept.`;
}

customElements.define("benchmark-page", BenchmarkPage);
