// The page's use of the compiler: it comes with the first edit and then reads along.
import { Compiler, CompilerUnavailable, type Diagnostic, type Progress } from "../compile/compiler.ts";

/** How long a visitor does not type before the program is checked. */
const PAUSE_MS = 300;

/** How long a compiler that could not be had is not asked for unbidden. */
const RETRY_MS = 15_000;

/** The program has mistakes. */
export class MistakesError extends Error {
  override name = "MistakesError";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.length === 1 ? "main.go has a mistake" : `main.go has ${diagnostics.length} mistakes`);
    this.diagnostics = diagnostics;
  }
}

/** What a workshop tells. */
export interface Listener {
  /** Something is being fetched. */
  readonly progress: (progress: Progress, first: boolean) => void;
  /** The text that was watched last has these mistakes. */
  readonly checked: (found: readonly Diagnostic[]) => void;
  /** What was fetched unbidden is there, or cannot be had. */
  readonly settled: () => void;
}

export class Workshop {
  readonly #listener: Listener;
  #compiler: Compiler | null = null; // from the first use on
  #timer: ReturnType<typeof setTimeout> | undefined;
  #check: AbortController | null = null;
  #loading = false; // by a check
  #retryAt = 0;
  #made: { readonly text: string; readonly module: WebAssembly.Module } | null = null; // compiled last

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** Whether a program can be compiled without fetching the compiler. */
  get loaded(): boolean {
    return this.#compiler?.loaded ?? false;
  }

  /** Rejects with a MistakesError, or says why it cannot. */
  async compile(text: string, signal: AbortSignal): Promise<WebAssembly.Module> {
    this.unwatch();
    if (this.#made?.text === text) return this.#made.module;
    const compiled = await this.#get().compile(text, signal);
    if ("diagnostics" in compiled) throw new MistakesError(compiled.diagnostics);
    this.#made = { text, module: compiled.module };
    return compiled.module;
  }

  /** The text as gofmt writes it. Rejects as compile does. */
  async format(text: string): Promise<string> {
    const formatted = await this.#get().format(text);
    if ("diagnostics" in formatted) throw new MistakesError(formatted.diagnostics);
    return formatted.source;
  }

  /** Checks the text that there is at the next pause. */
  watch(text: () => string): void {
    this.unwatch();
    this.#timer = setTimeout(() => void this.#checkNow(text), PAUSE_MS);
  }

  unwatch(): void {
    clearTimeout(this.#timer);
    // One that still fetches goes on: what it fetches is needed whatever is typed.
    if (!this.#loading) this.#check?.abort();
  }

  close(): void {
    this.unwatch();
    this.#compiler?.close();
    this.#compiler = null;
  }

  #get(): Compiler {
    this.#compiler ??= new Compiler({
      base: new URL("toolchain/", document.baseURI),
      onProgress: (progress) => this.#listener.progress(progress, !this.loaded),
    });
    return this.#compiler;
  }

  async #checkNow(text: () => string): Promise<void> {
    if (this.#loading || (!this.loaded && (savesData() || performance.now() < this.#retryAt))) return;
    this.#loading = !this.loaded;
    const check = (this.#check = new AbortController());
    const checked = text();
    let found: readonly Diagnostic[] | null = null;
    try {
      found = await this.#get().check(checked, check.signal);
    } catch (error) {
      // Nobody asked: Run says what is wrong.
      if (error instanceof CompilerUnavailable) this.#retryAt = performance.now() + RETRY_MS;
    }
    const fetched = this.#loading;
    this.#loading = false;
    if (fetched) this.#listener.settled();
    if (found && !check.signal.aborted && text() === checked) this.#listener.checked(found);
    else if (fetched && text() !== checked) this.watch(text);
  }
}

/** Whether the visitor has asked pages to fetch little. */
function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData ?? false;
}
