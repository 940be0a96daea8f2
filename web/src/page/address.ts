// The page's address: ?lesson=ID&workers=N, and in its fragment perhaps a program.
import { holdsProgram } from "./share.ts";

/** The most workers that one may ask for: each is a Web Worker with a memory of its own. */
export const MAX_WORKERS = 64;

/** What the address asks for; null where it says nothing. */
export interface Address {
  readonly lesson: string | null;
  readonly workers: string | null;
}

export function readAddress(): Address {
  const query = new URLSearchParams(location.search);
  return { lesson: query.get("lesson"), workers: query.get("workers") };
}

/** Changes what the address says and leaves the rest of its query alone. A lesson chosen by hand
 * takes the place of a program in the fragment. */
export function writeAddress(change: Partial<Address>, how: "push" | "replace"): void {
  const url = new URL(location.href);
  for (const [key, value] of Object.entries(change)) {
    if (value === null) url.searchParams.delete(key);
    else url.searchParams.set(key, value);
  }
  if (change.lesson !== undefined) url.hash = "";
  if (url.href === location.href) return;
  if (how === "push") history.pushState(null, "", url);
  else history.replaceState(null, "", url);
}

/** Takes the program out of the address. */
export function dropProgram(): void {
  if (!holdsProgram(location.hash)) return;
  const url = new URL(location.href);
  url.hash = "";
  history.replaceState(null, "", url);
}

/** Reads a number of workers. "" means one a core and is 0. What cannot be is null. */
export function parseWorkers(text: string): number | null {
  if (text === "") return 0;
  if (!/^\d{1,9}$/.test(text)) return null;
  const n = Number(text);
  return n >= 1 && n <= MAX_WORKERS ? n : null;
}
