// Compiles Go in the page, with Go's own compiler and linker, each in a worker.

import type { Diagnostic } from "./diagnostics";
import { CompilerFailed, Hand } from "./hand";
import type { Answer, Progress, Task, Took } from "./protocol";
import { settleable, type Settleable } from "../runtime/settleable";

export { CompilerFailed };
export type { Diagnostic, Progress, Took };

export type Compiled = { module: WebAssembly.Module; bytes: number; took: Took } | { diagnostics: Diagnostic[] };

/** There is no compiler now: it is being prepared, or cannot be loaded. The message says which. */
export class CompilerUnavailable extends Error {
  override name = "CompilerUnavailable";
}

export interface CompilerOptions {
  /** The site's toolchain/ folder. */
  base: URL;
  onProgress?: (progress: Progress) => void;
}

interface Job {
  readonly task: Task;
  readonly source: string;
  readonly answer: Settleable<Answer>;
}

/** Does one job after the other, in the order of the calls. Its workers start with the first; what
 * they have loaded stays for the next, if a job is aborted and its worker ended. */
export class Compiler {
  readonly #jobs: Job[] = []; // the first is being done
  readonly #reader: Hand; // of programs, which makes objects
  readonly #linker: Hand;
  #closed = false;

  constructor({ base, onProgress }: CompilerOptions) {
    const report = (): void => {
      const job = this.#jobs[0];
      if (job?.task === "compile") onProgress?.(sum(this.#reader.progress, this.#linker.progress));
      else if (job) onProgress?.(this.#reader.progress); // nobody waits for the linker
    };
    this.#reader = new Hand("compiler", base, report);
    this.#linker = new Hand("linker", base, report);
  }

  /** Whether a check need not wait for the compiler itself. */
  get loaded(): boolean {
    return this.#reader.has("compile") && this.#reader.has("gotools");
  }

  /** Aborting rejects with the signal's reason and ends the work, whatever it does, at once. */
  async compile(source: string, signal?: AbortSignal): Promise<Compiled> {
    const answer = await this.#do("compile", source, signal);
    if (answer.kind === "linked") return { module: answer.module, bytes: answer.bytes, took: answer.took };
    return { diagnostics: diagnosticsOf(answer) };
  }

  /** Compiles without linking: a program without faults has no diagnostics. */
  async check(source: string, signal?: AbortSignal): Promise<Diagnostic[]> {
    return diagnosticsOf(await this.#do("check", source, signal));
  }

  async format(source: string): Promise<{ source: string } | { diagnostics: Diagnostic[] }> {
    const answer = await this.#do("format", source);
    if (answer.kind === "formatted") return { source: answer.source };
    return { diagnostics: diagnosticsOf(answer) };
  }

  /** Ends the workers, and with them what is going on: that rejects. */
  close(): void {
    this.#closed = true;
    const reason = new CompilerFailed("the compiler was closed");
    this.#reader.end(reason);
    this.#linker.end(reason);
    for (const job of this.#jobs.splice(0)) job.answer.reject(reason);
  }

  async #do(task: Task, source: string, signal?: AbortSignal): Promise<Answer> {
    signal?.throwIfAborted();
    if (this.#closed) throw new CompilerFailed("the compiler was closed");
    const job: Job = { task, source, answer: settleable<Answer>() };
    const abort = (): void => this.#abort(job, signal?.reason as Error);
    signal?.addEventListener("abort", abort);
    this.#jobs.push(job);
    if (this.#jobs.length === 1) this.#next();
    try {
      return await job.answer.promise;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  #next(): void {
    const job = this.#jobs[0];
    if (job === undefined) return;
    const done = (): boolean => {
      if (this.#jobs[0] !== job) return false; // it was aborted, or all were closed
      this.#jobs.shift();
      return true;
    };
    this.#work(job).then(
      (answer) => {
        if (!done()) return;
        job.answer.resolve(answer);
        this.#next();
      },
      (error: unknown) => {
        if (!done()) return;
        job.answer.reject(error as Error);
        this.#next();
      },
    );
  }

  async #work({ task, source }: Job): Promise<Answer> {
    // Whatever was read will be linked; but the linker's files should not delay the compiler's.
    this.#reader.onceHas("compile", () => this.#linker.tell({ kind: "foresee", source }));
    const read = await this.#reader.ask({ kind: task, source });
    if (read.kind !== "object") return read;
    const made = await this.#linker.ask({ kind: "link", object: read.object, imports: read.imports }, [read.object.buffer]);
    return made.kind === "linked" ? { ...made, took: { ...read.took, ...made.took } } : made;
  }

  #abort(job: Job, reason: Error): void {
    const place = this.#jobs.indexOf(job);
    if (place < 0) return;
    this.#jobs.splice(place, 1);
    job.answer.reject(reason);
    if (place > 0) return;
    this.#reader.interrupt(reason);
    this.#linker.interrupt(reason);
    this.#next();
  }
}

function sum(a: Progress, b: Progress): Progress {
  return { loaded: a.loaded + b.loaded, total: a.total + b.total };
}

function diagnosticsOf(answer: Answer): Diagnostic[] {
  switch (answer.kind) {
    case "diagnostics":
      return answer.diagnostics;
    case "unavailable":
      throw new CompilerUnavailable(answer.reason);
    case "failed":
      throw new CompilerFailed(answer.reason);
    case "object":
    case "linked":
    case "formatted":
      throw new CompilerFailed(`the compiler answered out of turn: ${answer.kind}`);
  }
}
