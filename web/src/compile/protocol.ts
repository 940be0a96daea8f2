// What the page and the workers of its compiler say to each other. All come from one build.

import type { Diagnostic } from "./diagnostics";
import type { Manifest, ToolName } from "./manifest";

/** Bytes unpacked of what is needed now. */
export interface Progress {
  loaded: number;
  total: number;
}

/** What outlives a worker: the page hands it to the next. */
export interface Kept {
  manifest: Manifest | null;
  tools: Partial<Record<ToolName, WebAssembly.Module>>;
  /** The packages whose archives the last task read: a new worker reads them ahead. */
  packages: readonly string[];
}

/** The ms of each step: of gotools, compile and link, of the archives' arrival, and of the load of the
 * module. What is fetched meanwhile for another step is in none. */
export type Took = Readonly<Record<string, number>>;

export type Task = "compile" | "check" | "format";

/** There are two workers: one reads programs and makes objects of them, one links these. foresee
 * tells the second what it will be asked for. */
export type ToWorker =
  | { kind: "open"; base: string; kept: Kept }
  | { kind: "foresee"; source: string }
  | { kind: "link"; object: Bytes; imports: readonly string[] }
  | { kind: Task; source: string };

/** After open and foresee nothing is answered; after each task and link comes one of Answer. */
export type ToPage = { kind: "progress"; progress: Progress } | { kind: "kept"; kept: Kept } | Answer;

export type Answer =
  | { kind: "object"; object: Bytes; imports: readonly string[]; took: Took }
  | { kind: "linked"; module: WebAssembly.Module; bytes: number; took: Took }
  | { kind: "diagnostics"; diagnostics: Diagnostic[] }
  | { kind: "formatted"; source: string }
  | { kind: "unavailable"; reason: string }
  | { kind: "failed"; reason: string };

type Bytes = Uint8Array<ArrayBuffer>;
