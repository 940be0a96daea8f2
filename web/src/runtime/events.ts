// Reads the batches of events that a Go program sends to its page.

import { EVENT_FIELDS, EVENT_KINDS } from "./protocol";
import type { PoolEvent, PoolEventKind } from "./poolground";

const decoder = new TextDecoder();

type Numbers = Record<(typeof EVENT_FIELDS)[number][0], number>;

export function decodeEvents(batch: ArrayBuffer): PoolEvent[] {
  const view = new DataView(batch);
  const events: PoolEvent[] = [];
  let offset = 0;
  const text = (length: number): string => {
    const bytes = new Uint8Array(batch, offset, length);
    offset += length;
    return decoder.decode(bytes);
  };
  while (offset < batch.byteLength) {
    const numbers = {} as Numbers;
    for (const [name, type] of EVENT_FIELDS) {
      numbers[name] = readNumber(view, offset, type);
      offset += type === "f64" ? 8 : 4;
    }
    const { fnLength, errorLength, kind, ...rest } = numbers;
    // A kind of a newer pool package than this page knows is passed on, not dropped.
    const name = (EVENT_KINDS[kind] ?? `EventKind(${kind})`) as PoolEventKind;
    events.push({ ...rest, kind: name, fn: text(fnLength), error: text(errorLength) });
  }
  return events;
}

function readNumber(view: DataView, offset: number, type: "u32" | "i32" | "f64"): number {
  switch (type) {
    case "u32":
      return view.getUint32(offset, true);
    case "i32":
      return view.getInt32(offset, true);
    case "f64":
      return view.getFloat64(offset, true);
  }
}
