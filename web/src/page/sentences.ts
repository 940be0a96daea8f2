// What the status says, in sentences.
import type { Diagnostic, Progress } from "../compile/compiler.ts";

export const READY = "Ready to run.";

export function elapsedSince(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(2)} s`;
}

/** What an error says. */
export function reason(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).trim();
  // A word begins a sentence; a URL or a name stays as it is.
  const begun = /^[a-z]+ /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

/** How far a download is: of the compiler itself, or of a package that a program is the first to import. */
export function fetching({ loaded, total }: Progress, first: boolean): string {
  const what = first ? "the Go compiler" : "what the program imports";
  return `Getting ${what}: ${megabytes(loaded)} of ${megabytes(total)} MB, once.`;
}

/** A mistake as the compiler prints it. */
export function mistake({ line, column, message }: Diagnostic): string {
  return `main.go:${line}:${column}: ${message}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
