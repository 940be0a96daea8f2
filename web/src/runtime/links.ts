// The parent shell's ends of the links to its pool workers: starts them, and says why they end.

import { CONFINED, CONFINED_TYPE } from "./confine";
import { Line, sharedMemory } from "./line";
import type { Listener } from "./listener";
import type { Program } from "./memory";
import { DOORBELL, Delivery, type StartWorker, type ToParent } from "./protocol";
import type { Spares } from "./spares";

type Deliver = (link: number, kind: Delivery, message: Uint8Array<ArrayBuffer>) => void;

const encoder = new TextEncoder();

/** A confined program is left no way to it. */
const WebWorker = Worker;

const type = CONFINED in globalThis ? CONFINED_TYPE : "module";

interface Link {
  readonly worker: Worker;
  readonly line: Line;
}

export class Links {
  readonly #links = new Map<number, Link>();
  readonly #deliver: Deliver;
  readonly #listener: Listener;
  #last = 0;

  constructor(deliver: Deliver, listener: Listener) {
    this.#deliver = deliver;
    this.#listener = listener;
  }

  /** How many workers there are. */
  get size(): number {
    return this.#links.size;
  }

  start(script: string, slot: number, program: Omit<StartWorker, "role" | "slot" | "shared">, mayShare: boolean): number {
    const worker = new WebWorker(script, { type, name: `pool worker ${slot}` });
    const link = ++this.#last;
    const shared = mayShare ? sharedMemory() : null;
    const line = new Line(worker, shared, 0);
    this.#links.set(link, { worker, line });
    this.#listener.add(link, line);
    worker.onmessage = ({ data }: MessageEvent<ToParent>) => this.#receive(link, line, data);
    worker.onmessageerror = () => this.#end(link, "sent a message that could not be decoded (messageerror)");
    worker.onerror = (event) => {
      event.preventDefault();
      const message = (event as Partial<ErrorEvent>).message;
      this.#end(link, message ? `failed: ${message}` : `the worker script ${script} could not be loaded`);
    };
    const start: StartWorker = { ...program, role: "worker", slot, shared };
    worker.postMessage(start);
    return link;
  }

  /** Sends the frame that lies in the program's box. */
  send(link: number, program: Program, spares: Spares): void {
    this.#links.get(link)?.line.send(program, spares);
  }

  /** Ends a worker at once; nothing more is delivered from it. */
  kill(link: number): void {
    const ended = this.#links.get(link);
    this.#links.delete(link);
    this.#listener.remove(link);
    ended?.worker.terminate();
  }

  killAll(): void {
    for (const link of [...this.#links.keys()]) this.kill(link);
  }

  #receive(link: number, line: Line, message: ToParent): void {
    if (message === DOORBELL) return this.#listener.idle();
    this.#listener.drain();
    if (!this.#links.has(link)) return;
    line.took();
    if (message instanceof Uint8Array) {
      this.#deliver(link, Delivery.frame, message);
      return;
    }
    switch (message.kind) {
      case "output":
        this.#deliver(link, message.stream === 1 ? Delivery.stdout : Delivery.stderr, message.bytes);
        return;
      case "exit":
        return this.#end(link, `exited with code ${message.code}`);
      case "trap":
        return this.#end(link, `trapped: ${message.reason}`);
      case "failed":
        return this.#end(link, message.reason);
      default:
        message satisfies never;
    }
  }

  #end(link: number, reason: string): void {
    if (!this.#links.has(link)) return;
    this.#listener.drain();
    this.kill(link);
    this.#deliver(link, Delivery.end, encoder.encode(reason));
  }
}
