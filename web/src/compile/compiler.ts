// Compiles Go in the page: what the page asks of the compiler.

/** A mistake in a program, where the compiler found it: line and column count from 1, the column in bytes. */
export interface Diagnostic {
  line: number;
  column: number;
  message: string;
}

export type Compiled = { module: WebAssembly.Module; bytes: number } | { diagnostics: Diagnostic[] };

/** Bytes, unpacked, of what is needed now. */
export interface Progress {
  loaded: number;
  total: number;
}

/** Its message says why nothing can be compiled. */
export class CompilerUnavailable extends Error {
  override name = "CompilerUnavailable";
}

const absent = (): Promise<never> => Promise.reject(new CompilerUnavailable("the Go compiler is being prepared; try again in a moment"));

export class Compiler {
  readonly loaded: boolean = false;
  readonly compile: (source: string, signal?: AbortSignal) => Promise<Compiled> = absent;
  readonly check: (source: string, signal?: AbortSignal) => Promise<Diagnostic[]> = absent;
  readonly format: (source: string) => Promise<{ source: string } | { diagnostics: Diagnostic[] }> = absent;
  readonly close = (): void => {};

  readonly base: URL;

  constructor({ base }: { base: URL; onProgress?: (p: Progress) => void }) {
    this.base = base;
  }
}
