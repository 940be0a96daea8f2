// One of the compiler's workers, as the page sees it.

import type { ToolName } from "./manifest";
import type { Answer, Kept, Progress, ToPage, ToWorker } from "./protocol";
import { settleable, type Settleable } from "../runtime/settleable";

/** The compiler broke down, which is no fault of the program, or was closed. */
export class CompilerFailed extends Error {
  override name = "CompilerFailed";
}

/** The build puts the name in: it holds a hash of the script, so that browsers may keep it. */
declare const COMPILER_SCRIPT: string;
const script = new URL(COMPILER_SCRIPT, import.meta.url);

let loader: string | undefined; // never revoked: a compiler may start again

const none: Progress = { loaded: 0, total: 0 };

/** Does one task at a time. Its worker starts with the first message, and ends with end. */
export class Hand {
  readonly #name: string;
  readonly #base: URL;
  readonly #report: () => void;
  #kept: Kept = { manifest: null, tools: {}, packages: [] };
  #worker: Worker | null = null;
  #asked: Settleable<Answer> | null = null;
  #progress = none;
  readonly #awaited = new Map<ToolName, () => void>();

  constructor(name: string, base: URL, report: () => void) {
    this.#name = name;
    this.#base = base;
    this.#report = report;
  }

  /** What it loads now: nothing where it loads nothing. */
  get progress(): Progress {
    return this.#progress;
  }

  /** Whether a tool has been loaded. */
  has(tool: ToolName): boolean {
    return this.#kept.manifest !== null && this.#kept.tools[tool] !== undefined;
  }

  /** Calls back when a tool has been loaded, unless another call for it comes first. */
  onceHas(tool: ToolName, then: () => void): void {
    if (this.has(tool)) then();
    else this.#awaited.set(tool, then);
  }

  tell(message: ToWorker): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  /** Rejects if the worker breaks down or is ended. */
  ask(message: ToWorker, transfer: Transferable[] = []): Promise<Answer> {
    this.#asked = settleable<Answer>();
    this.#worker ??= this.#start();
    this.#worker.postMessage(message, transfer);
    return this.#asked.promise;
  }

  /** Ends the worker if it was asked something. The next finds one that has read again what this one
   * had in memory. */
  interrupt(reason: Error): void {
    if (this.#asked === null) return;
    this.end(reason);
    if (Object.keys(this.#kept.tools).length > 0) this.#worker = this.#start();
  }

  end(reason: Error): void {
    if (this.#worker !== null) {
      this.#worker.onmessage = null;
      this.#worker.terminate();
      this.#worker = null;
    }
    this.#progress = none;
    this.#asked?.reject(reason);
    this.#asked = null;
  }

  #start(): Worker {
    const worker = startScript(this.#name);
    worker.onmessage = ({ data }: MessageEvent<ToPage>) => this.#receive(data);
    worker.onmessageerror = () => this.end(new CompilerFailed("the compiler sent what could not be decoded"));
    worker.onerror = (event) => {
      event.preventDefault();
      this.end(new CompilerFailed(scriptFailure(event)));
    };
    worker.postMessage({ kind: "open", base: this.#base.href, kept: this.#kept } satisfies ToWorker);
    return worker;
  }

  #receive(message: ToPage): void {
    if (message.kind === "progress") {
      const { progress } = message;
      this.#progress = progress;
      this.#report();
      if (progress.loaded === progress.total) this.#progress = none;
      return;
    }
    if (message.kind === "kept") {
      this.#kept = message.kept;
      for (const [tool, tell] of this.#awaited) if (this.has(tool) && this.#awaited.delete(tool)) tell();
      return;
    }
    const asked = this.#asked;
    this.#asked = null;
    asked?.resolve(message);
  }
}

function scriptFailure(event: Event): string {
  const message = (event as Partial<ErrorEvent>).message;
  if (message) return `the compiler's script failed: ${message}`;
  return `the compiler's script ${script.href} could not be loaded: it is missing or broken, or a content security policy refuses it`;
}

/** A page in a sandbox has no origin, so the site's file is not its own: a script of its own loads it. */
function startScript(name: string): Worker {
  if (globalThis.origin !== "null") return new Worker(script, { type: "module", name });
  const text = `importScripts(${JSON.stringify(script.href)})`;
  const url = (loader ??= URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  return new Worker(url, { name });
}
