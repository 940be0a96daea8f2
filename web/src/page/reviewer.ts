// Brings a program's text and the compiler together: mistakes at their lines, and gofmt.
import type { Diagnostic, Progress } from "../compile/compiler.ts";
import type { ProgramCode } from "./program-code.ts";
import { fetching, mistake, READY, reason } from "./sentences.ts";
import { MistakesError, Workshop } from "./workshop.ts";

/** Where a reviewer works. */
export interface Desk {
  readonly code: () => ProgramCode;
  /** Says something, unless a program runs or is about to. */
  readonly say: (text: string) => void;
  /** Says how far the compiler is that a program waits for. */
  readonly wait: (state: "loading" | "compiling", text: string) => void;
}

export class Reviewer {
  readonly #desk: Desk;
  #compiling = 0;
  #told = false; // how far a download is that nobody waits for
  readonly #workshop = new Workshop({
    progress: (progress, first) => this.#fetched(progress, first),
    checked: (found) => this.#checked(found),
    settled: () => {
      if (this.#told) this.#desk.say(READY);
      this.#told = false;
    },
  });

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Compiles the program as it stands. Rejects with a MistakesError, or says why it cannot. */
  async compile(signal: AbortSignal): Promise<WebAssembly.Module> {
    const { wait, code } = this.#desk;
    if (this.#workshop.loaded) wait("compiling", "Compiling…");
    else wait("loading", "Getting the Go compiler…");
    this.#compiling++;
    this.#told = false;
    try {
      const module = await this.#workshop.compile(code().text, signal);
      if (!signal.aborted) code().showProblems([]);
      return module;
    } catch (error) {
      if (error instanceof MistakesError && !signal.aborted) code().showProblems(error.diagnostics);
      throw error;
    } finally {
      this.#compiling--;
    }
  }

  /** Reads what the visitor has changed, at the next pause. */
  edited(): void {
    if (this.#desk.code().edited) return this.#workshop.watch(() => this.#desk.code().text);
    this.rest();
    this.#checked([]); // the lesson's own has none
  }

  rest(): void {
    this.#workshop.unwatch();
  }

  async format(): Promise<void> {
    const code = this.#desk.code();
    const { text } = code;
    try {
      const formatted = await this.#workshop.format(text);
      if (code.text !== text) return;
      code.text = formatted;
      this.#desk.say(READY);
    } catch (error) {
      if (error instanceof MistakesError) this.#checked(error.diagnostics);
      else this.#desk.say(reason(error));
    }
  }

  close(): void {
    this.#workshop.close();
  }

  #checked(found: readonly Diagnostic[]): void {
    const [first] = found;
    this.#desk.code().showProblems(found);
    this.#desk.say(first ? mistake(first) : READY);
  }

  #fetched(progress: Progress, first: boolean): void {
    const whole = progress.loaded >= progress.total;
    if (this.#compiling === 0) {
      this.#told = true;
      this.#desk.say(whole ? READY : fetching(progress, first));
    } else if (whole) {
      this.#desk.wait("compiling", "Compiling…");
    } else {
      this.#desk.wait("loading", fetching(progress, first));
    }
  }
}
