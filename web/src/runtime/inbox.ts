// What has arrived for the links of a Go program and Go has not taken yet.

import { Box, NOTHING, type Delivery } from "./protocol";
import type { Program } from "./memory";
import type { Spares } from "./spares";

interface Item {
  kind: Delivery;
  bytes: Uint8Array<ArrayBuffer>;
}

export class Inbox {
  readonly #queues = new Map<number, Item[]>();

  put(link: number, kind: Delivery, bytes: Uint8Array<ArrayBuffer>): void {
    const queue = this.#queues.get(link);
    if (queue === undefined) this.#queues.set(link, [{ kind, bytes }]);
    else queue.push({ kind, bytes });
  }

  /** Implements Host.next. */
  next(program: Program, spares: Spares): void {
    const box = program.box();
    const queue = this.#queues.get(box[Box.link] ?? 0);
    const item = queue?.[0];
    if (queue === undefined || item === undefined) {
      box[Box.kind] = NOTHING;
      return;
    }
    const { kind, bytes } = item;
    if (bytes.length <= (box[Box.piece + Box.length] ?? 0)) {
      if (bytes.length > 0) program.fill((box[Box.piece + Box.address] ?? 0) >>> 0, bytes);
      queue.shift();
      spares.put(bytes.buffer);
    }
    box[Box.kind] = kind;
    box[Box.size] = bytes.length;
    box[Box.following] = queue.length > 0 ? 1 : 0;
  }

  drop(link: number): void {
    this.#queues.delete(link);
  }
}
