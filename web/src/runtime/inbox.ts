// What has arrived for the links of a Go program and Go has not taken yet.

import { MORE, NOTHING, type Delivery } from "./protocol";
import type { Program } from "./memory";

interface Item {
  kind: Delivery;
  bytes: Uint8Array;
}

export class Inbox {
  readonly #queues = new Map<number, Item[]>();

  put(link: number, kind: Delivery, bytes: Uint8Array): void {
    const queue = this.#queues.get(link);
    if (queue === undefined) this.#queues.set(link, [{ kind, bytes }]);
    else queue.push({ kind, bytes });
  }

  /** Implements Host.next. */
  next(program: Program, link: number, address: number, capacity: number): number {
    const queue = this.#queues.get(link);
    const item = queue?.[0];
    if (queue === undefined || item === undefined) return NOTHING;
    const { kind, bytes } = item;
    if (bytes.length <= capacity) {
      if (bytes.length > 0) program.fill(address, bytes);
      queue.shift();
    }
    return bytes.length * 8 + kind + (queue.length > 0 ? MORE : 0);
  }

  drop(link: number): void {
    this.#queues.delete(link);
  }
}
