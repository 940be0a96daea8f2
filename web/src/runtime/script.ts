// Where the worker script is, and starting it.

import { ProgramError, hrefOf, reason } from "./module";

/** The build puts in the script's name, which holds a hash so that browsers may keep it, or "" and
 * the script itself: in the npm package, since not every bundler takes a second file along. */
declare const WORKER_SCRIPT: string;
declare const WORKER_CODE: string;

let inlined: string | undefined;

/** The URL of the worker script: the page's own choice, if it has one. */
export function workerScript(chosen: string | URL | undefined): string {
  if (chosen !== undefined) return hrefOf(chosen);
  if (WORKER_CODE === "") return new URL(WORKER_SCRIPT, import.meta.url).href;
  // Never revoked: programs start workers as long as the page lives.
  return (inlined ??= URL.createObjectURL(new Blob([WORKER_CODE], { type: "text/javascript" })));
}

export function startScript(url: string, type: WorkerType): Worker {
  try {
    return new Worker(url, { type, name: "pool program" });
  } catch (error) {
    throw new ProgramError(`the worker script ${url} could not be loaded: ${reason(error)}`);
  }
}

/** What a worker's error event says of its script. */
export function scriptFailure(url: string, event: Event): string {
  const message = (event as Partial<ErrorEvent>).message;
  if (message) return `the worker script failed: ${message}`;
  if (url.startsWith("blob:")) return "the worker script could not be loaded: a content security policy refuses it; allow worker-src blob:, or name a file as workerScript";
  return `the worker script ${url} could not be loaded: it is missing or broken, or a content security policy refuses it`;
}
