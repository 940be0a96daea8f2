// Reads what a program's shell tells the page. The program itself can send whatever it likes.

import { decodeEvents } from "./events";
import type { PoolEvent } from "./poolground";
import type { End, Stopped, Stream, ToPage } from "./protocol";

/** What a message may be; events are decoded. */
export type Told = Exclude<ToPage, { kind: "events" }> | { kind: "events"; events: readonly PoolEvent[] };

/** The message; null if it is none. */
export function readToPage(data: unknown): Told | null {
  if (data instanceof Uint8Array) return data.buffer instanceof ArrayBuffer ? (data as Uint8Array<ArrayBuffer>) : null;
  if (typeof data !== "object" || data === null) return null;
  const { kind, text, stream, at, own, batch, code, reason } = data as Partial<Record<string, unknown>>;
  switch (kind) {
    case "started":
    case "stopped":
      return { kind };
    case "output":
      return typeof text === "string" && isStream(stream) && typeof at === "number" ? { kind, stream, text, at, own: own === true } : null;
    case "events":
      return batch instanceof ArrayBuffer ? readEvents(batch) : null;
    case "exit":
      return typeof code === "number" ? { kind, code } : null;
    case "trap":
    case "failed":
      return typeof reason === "string" ? { kind, reason } : null;
    default:
      return null;
  }
}

/** Whether a shell says no more after this. */
export function isLast(message: Told | null): message is End | Stopped {
  if (message === null || message instanceof Uint8Array) return false;
  return message.kind === "exit" || message.kind === "trap" || message.kind === "failed" || message.kind === "stopped";
}

function readEvents(batch: ArrayBuffer): Told | null {
  try {
    return { kind: "events", events: decodeEvents(batch) };
  } catch {
    return null; // its lengths lead out of it
  }
}

function isStream(value: unknown): value is Stream {
  return value === 1 || value === 2;
}
