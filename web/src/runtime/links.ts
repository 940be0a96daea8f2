// The parent shell's ends of the links to its pool workers: starts them, and says why they end.

import { Delivery, VERSION, type StartWorker, type ToParent } from "./protocol";

type Deliver = (link: number, kind: Delivery, message: Uint8Array<ArrayBuffer>) => void;

const encoder = new TextEncoder();

/** Below this size the browser copies a buffer faster than it hands one over. */
const transferFrom = 16 << 10;

export function postFrame(to: { postMessage(message: unknown, transfer: Transferable[]): void }, frame: Uint8Array<ArrayBuffer>): void {
  if (frame.byteLength < transferFrom) to.postMessage(frame, []);
  else to.postMessage(frame, [frame.buffer]);
}

export class Links {
  readonly #workers = new Map<number, Worker>();
  readonly #deliver: Deliver;
  #last = 0;

  constructor(deliver: Deliver) {
    this.#deliver = deliver;
  }

  /** How many workers there are. */
  get size(): number {
    return this.#workers.size;
  }

  start(script: string, slot: number, module: WebAssembly.Module, args: readonly string[]): number {
    const worker = new Worker(script, { type: "module", name: `pool worker ${slot}` });
    const link = ++this.#last;
    this.#workers.set(link, worker);
    worker.onmessage = ({ data }: MessageEvent<ToParent>) => this.#receive(link, data);
    worker.onmessageerror = () => this.#end(link, "sent a message that could not be decoded (messageerror)");
    worker.onerror = (event) => {
      event.preventDefault();
      const message = (event as Partial<ErrorEvent>).message;
      this.#end(link, message ? `failed: ${message}` : `the worker script ${script} could not be loaded`);
    };
    const start: StartWorker = { kind: "start", role: "worker", version: VERSION, module, args, slot };
    worker.postMessage(start);
    return link;
  }

  send(link: number, frame: Uint8Array<ArrayBuffer>): void {
    const worker = this.#workers.get(link);
    if (worker !== undefined) postFrame(worker, frame);
  }

  /** Ends a worker at once; nothing more is delivered from it. */
  kill(link: number): void {
    const worker = this.#workers.get(link);
    this.#workers.delete(link);
    worker?.terminate();
  }

  killAll(): void {
    for (const link of [...this.#workers.keys()]) this.kill(link);
  }

  #receive(link: number, message: ToParent): void {
    if (!this.#workers.has(link)) return;
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
    if (!this.#workers.has(link)) return;
    this.kill(link);
    this.#deliver(link, Delivery.end, encoder.encode(reason));
  }
}
