// <report-files>: saves the report that was measured, and takes files of others.
import { part } from "../page/part.ts";
import { reason } from "../page/sentences.ts";
import type { Contents, Report, View } from "./views.ts";

/** A report has some kilobytes; what is so much larger is none. */
const MOST_BYTES = 4 << 20;

export class ReportFiles extends HTMLElement {
  /** Reads what a file's text holds. */
  reader: (text: string) => Promise<Contents> = () => Promise.reject(new Error("no reader"));
  #report: Report | null = null;

  /** Fires "reportsload" with the Views of a file. */
  connectedCallback(): void {
    this.#save.addEventListener("click", () => this.#write());
    const input = part(this, 'input[type="file"]', HTMLInputElement);
    input.addEventListener("change", () => {
      void this.#take([...(input.files ?? [])]);
      input.value = ""; // the same file may be chosen again
    });
    document.addEventListener("dragover", this.#over);
    document.addEventListener("dragleave", this.#leave);
    document.addEventListener("drop", this.#drop);
  }

  disconnectedCallback(): void {
    document.removeEventListener("dragover", this.#over);
    document.removeEventListener("dragleave", this.#leave);
    document.removeEventListener("drop", this.#drop);
  }

  /** The report to save, if any. */
  set report(report: Report | null) {
    this.#report = report;
    this.#save.disabled = report === null;
  }

  #write(): void {
    const report = this.#report;
    if (!report) return;
    const url = URL.createObjectURL(new Blob([`${JSON.stringify(report, null, 2)}\n`], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `poolground-${report.workload}-${report.started.replaceAll(/[^0-9TZ-]/g, "")}.json`;
    link.click();
    // The browser has taken what it needs when the click has been handled.
    setTimeout(() => URL.revokeObjectURL(url));
  }

  async #take(files: readonly File[]): Promise<void> {
    this.#say(files.length > 0 ? "Reading…" : "");
    const problems: string[] = [];
    for (const file of files) {
      const problem = await this.#takeOne(file).catch((error: unknown) => `cannot be read: ${reason(error)}`);
      if (problem) problems.push(`${file.name} ${problem}`);
    }
    this.#say(problems.map((problem) => (/[.!?]$/.test(problem) ? problem : `${problem}.`)).join(" "));
    this.toggleAttribute("data-bad", problems.length > 0);
  }

  async #takeOne(file: File): Promise<string> {
    if (file.size > MOST_BYTES) return "is too large to be a report";
    const { views, problem } = await this.reader(await file.text());
    if (problem || !views) return problem;
    this.dispatchEvent(new CustomEvent<readonly View[]>("reportsload", { detail: views, bubbles: true }));
    return "";
  }

  readonly #over = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.dataset["over"] = "";
  };

  readonly #leave = (event: DragEvent): void => {
    if (event.relatedTarget === null) delete this.dataset["over"];
  };

  readonly #drop = (event: DragEvent): void => {
    delete this.dataset["over"];
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void this.#take(files);
  };

  #say(text: string): void {
    part(this, '[data-part="files"]', HTMLElement).textContent = text;
  }

  get #save(): HTMLButtonElement {
    return part(this, '[data-part="save"]', HTMLButtonElement);
  }
}

customElements.define("report-files", ReportFiles);
