// Compiles Go in the page, with Go's own compiler and linker in a worker.

import type { Diagnostic } from "./diagnostics";
import type { Answer, Kept, Progress, Task, ToPage, Took, ToWorker } from "./protocol";
import { settleable, type Settleable } from "../runtime/settleable";

export type { Diagnostic, Progress, Took };

export type Compiled = { module: WebAssembly.Module; bytes: number; took: Took } | { diagnostics: Diagnostic[] };

/** There is no compiler now: it is being prepared, or cannot be loaded. The message says which. */
export class CompilerUnavailable extends Error {
  override name = "CompilerUnavailable";
}

/** The compiler broke down, which is no fault of the program, or was closed. */
export class CompilerFailed extends Error {
  override name = "CompilerFailed";
}

/** The build puts the name in: it holds a hash of the script, so that browsers may keep it. */
declare const COMPILER_SCRIPT: string;
const script = new URL(COMPILER_SCRIPT, import.meta.url);

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

/** Does one job after the other, in the order of the calls. Its worker starts with the first; what
 * that has loaded stays for the next, if a job is aborted and its worker ended. */
export class Compiler {
  readonly #options: CompilerOptions;
  readonly #jobs: Job[] = []; // the first is in the worker
  #kept: Kept = { manifest: null, tools: {}, packages: [] };
  #worker: Worker | null = null;
  #closed = false;

  constructor(options: CompilerOptions) {
    this.#options = options;
  }

  /** Whether a check need not wait for the compiler itself. */
  get loaded(): boolean {
    const { manifest, tools } = this.#kept;
    return manifest !== null && tools.compile !== undefined && tools.gotools !== undefined;
  }

  /** Aborting rejects with the signal's reason and ends the work, whatever it does, at once. */
  async compile(source: string, signal?: AbortSignal): Promise<Compiled> {
    const answer = await this.#do("compile", source, signal);
    if (answer.kind === "compiled") return { module: answer.module, bytes: answer.bytes, took: answer.took };
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

  /** Ends the worker, and with it what is going on: that rejects. */
  close(): void {
    this.#closed = true;
    this.#end(closed());
  }

  async #do(task: Task, source: string, signal?: AbortSignal): Promise<Answer> {
    signal?.throwIfAborted();
    if (this.#closed) throw closed();
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
    this.#worker ??= this.#start();
    this.#worker.postMessage({ kind: job.task, source: job.source } satisfies ToWorker);
  }

  #start(): Worker {
    const worker = new Worker(script, { type: "module", name: "compiler" });
    worker.onmessage = ({ data }: MessageEvent<ToPage>) => this.#receive(data);
    worker.onmessageerror = () => this.#end(new CompilerFailed("the compiler sent what could not be decoded"));
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new CompilerFailed(scriptFailure(event)));
    };
    worker.postMessage({ kind: "open", base: this.#options.base.href, kept: this.#kept } satisfies ToWorker);
    return worker;
  }

  #receive(message: ToPage): void {
    if (message.kind === "progress") return this.#options.onProgress?.(message.progress);
    if (message.kind === "kept") {
      this.#kept = message.kept;
      return;
    }
    this.#jobs.shift()?.answer.resolve(message);
    this.#next();
  }

  #abort(job: Job, reason: Error): void {
    const place = this.#jobs.indexOf(job);
    if (place < 0) return;
    this.#jobs.splice(place, 1);
    job.answer.reject(reason);
    if (place > 0) return;
    this.#terminate();
    // The next job finds a worker that has read again what this one had in memory.
    if (this.loaded) this.#worker = this.#start();
    this.#next();
  }

  #end(reason: Error): void {
    this.#terminate();
    for (const job of this.#jobs.splice(0)) job.answer.reject(reason);
  }

  #terminate(): void {
    if (this.#worker === null) return;
    this.#worker.onmessage = null;
    this.#worker.terminate();
    this.#worker = null;
  }
}

function diagnosticsOf(answer: Answer): Diagnostic[] {
  switch (answer.kind) {
    case "diagnostics":
      return answer.diagnostics;
    case "unavailable":
      throw new CompilerUnavailable(answer.reason);
    case "failed":
      throw new CompilerFailed(answer.reason);
    case "compiled":
    case "formatted":
      throw new CompilerFailed(`the compiler answered out of turn: ${answer.kind}`);
  }
}

function closed(): CompilerFailed {
  return new CompilerFailed("the compiler was closed");
}

function scriptFailure(event: Event): string {
  const message = (event as Partial<ErrorEvent>).message;
  if (message) return `the compiler's script failed: ${message}`;
  return `the compiler's script ${script.href} could not be loaded: it is missing or broken, or a content security policy refuses it`;
}
