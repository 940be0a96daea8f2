// A worker script for programs that nobody has looked at.

import { CONFINED } from "./confine";
import { ProgramError } from "./module";

const made = new Map<string, Promise<string>>();

/** The URL of a blob with a worker script, whose workers have the page's content security policy,
 * which those of a file have not, and only what confine leaves them. A failed attempt is forgotten. */
export function confinedScript(script: string): Promise<string> {
  const known = made.get(script);
  if (known !== undefined) return known;
  const url = make(script);
  made.set(script, url);
  url.catch(() => made.delete(script));
  return url;
}

async function make(script: string): Promise<string> {
  let text: string;
  try {
    const response = await fetch(script);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trim());
    text = await response.text();
  } catch (error) {
    throw new ProgramError(`the worker script ${script} could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
  // What makes a script as strict as a module, and keeps its names from the program.
  const parts = [`"use strict";globalThis.${CONFINED}=true;(()=>{\n`, text, "\n})()"];
  // Never revoked: programs start workers from it as long as the page lives.
  return URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
}
