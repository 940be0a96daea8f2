// A job whose arguments are pulled, and whose results are taken, one by one.

import type { Connection, Job } from "./connection";
import { requestOptions, type StreamOptions } from "./joboptions";
import type { Received, Reply } from "./jobs-protocol";
import { errorOf, type PoolError } from "./poolerror";
import { settleable } from "./settleable";
import { decodeList, encodeList } from "./values";

/** How far arguments may be ahead of results, as in Go: this many at the most ... */
const windowItems = 1024;
/** ... and so many a worker at first: it doubles where results come many at once. */
const firstWindow = 4;

type Outcome = { value: unknown } | { error: unknown };

export interface StreamParts {
  connection: Connection;
  name: string;
  workers: number;
  args: Iterable<unknown> | AsyncIterable<unknown>;
  options: StreamOptions;
  ordered: boolean;
  refusal: () => PoolError | null;
  canceled: (signal: AbortSignal | undefined) => PoolError;
}

/** Pulls the input when there is room in the window, whoever waits: what comes of it is kept until
 * next asks. It ends with the input, the first failure, an abort, or return, which a break calls. */
export class Stream implements AsyncIterableIterator<unknown>, Job {
  readonly #parts: StreamParts;
  readonly #outcomes = new Map<number, Outcome>();
  #input: Iterator<unknown> | AsyncIterator<unknown> | null = null;
  #id: number | null = null;
  #window: number;
  #pulled = 0;
  #given = 0;
  #exhausted = false;
  #pulling = false;
  #end: Outcome | "done" | null = null;
  #news = settleable<undefined>();

  constructor(parts: StreamParts) {
    this.#parts = parts;
    const size = Math.max(1, parts.options.chunkSize ?? 1);
    this.#window = Math.max(size, Math.min(firstWindow * parts.workers * size, windowItems));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    this.#begin();
    for (;;) {
      const outcome = this.#take();
      if (outcome !== undefined) {
        this.#given++;
        void this.#pull();
        return this.#give(outcome);
      }
      if (this.#end === "done") return { done: true, value: undefined };
      if (this.#end !== null) {
        const end = this.#end;
        this.#finish("done");
        throw (end as { error: unknown }).error;
      }
      await this.#news.promise;
    }
  }

  return(): Promise<IteratorResult<unknown, undefined>> {
    this.#drop();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Ends the job, of which nothing more is wanted. */
  #drop(): void {
    this.#finish("done");
    this.#outcomes.clear();
  }

  receive(reply: Reply, lists: readonly Received[]): void {
    const { options } = this.#parts;
    switch (reply.kind) {
      case "progress":
        return options.onProgress?.(reply.done, reply.total);
      case "items":
        return this.#receiveItems(reply, lists);
      case "done":
        return this.#finish(reply.error === undefined ? "done" : { error: errorOf(reply.error) });
      case "serving":
      case "opened":
        return;
      default:
        reply.kind satisfies never;
    }
  }

  fail(error: PoolError): void {
    this.#finish({ error });
  }

  #receiveItems(reply: Reply, lists: readonly Received[]): void {
    const values = lists.flatMap((list) => decodeList(list, false) as unknown[]);
    values.forEach((value, i) => this.#outcomes.set(reply.first + i, { value }));
    for (const failure of reply.failures ?? []) this.#outcomes.set(reply.first, { error: errorOf(failure) });
    if (2 * values.length >= this.#window) this.#window = Math.max(this.#window, Math.min(2 * this.#window, windowItems));
    this.#tell();
  }

  /** The next outcome that may be given: in order of the arguments, or of their coming. */
  #take(): Outcome | undefined {
    const [key] = this.#parts.ordered ? [this.#given] : this.#outcomes.keys();
    if (key === undefined) return undefined;
    const outcome = this.#outcomes.get(key);
    this.#outcomes.delete(key);
    return outcome;
  }

  #give(outcome: Outcome): IteratorResult<unknown, undefined> {
    if (this.#parts.options.keepGoing) {
      const settled = "error" in outcome ? { status: "rejected", reason: outcome.error } : { status: "fulfilled", value: outcome.value };
      return { done: false, value: settled };
    }
    if ("value" in outcome) return { done: false, value: outcome.value };
    this.#drop();
    throw outcome.error;
  }

  #begin(): void {
    if (this.#id !== null || this.#end !== null) return;
    const { connection, name, args, options } = this.#parts;
    const refusal = this.#parts.refusal() ?? (options.signal?.aborted ? this.#parts.canceled(options.signal) : null);
    if (refusal !== null) return this.#finish({ error: refusal });
    options.signal?.addEventListener("abort", this.#abort);
    this.#id = connection.begin(this, { op: "stream", function: name, options: requestOptions(options) }, []);
    try {
      if (this.#running) this.#input = Symbol.asyncIterator in args ? args[Symbol.asyncIterator]() : args[Symbol.iterator]();
    } catch (error) {
      this.#finish({ error });
    }
    void this.#pull();
  }

  readonly #abort = (): void => this.#finish({ error: this.#parts.canceled(this.#parts.options.signal) });

  /** Pulls until the window is full, and not before half of it is free, so that arguments go many
   * at once. What can be had without waiting goes together, and chunks of a given size whole. */
  async #pull(): Promise<void> {
    const size = this.#parts.options.chunkSize ?? 1;
    if (this.#pulling || this.#input === null || 2 * this.#room < this.#window) return;
    this.#pulling = true;
    let batch: unknown[] = [];
    try {
      while (!this.#exhausted && this.#end === null && this.#room >= batch.length + (batch.length % size === 0 ? size : 1)) {
        const pulled = this.#input.next();
        const waits = Symbol.asyncIterator in this.#parts.args;
        if (waits && batch.length >= size) batch = this.#send(batch);
        const step = waits ? await pulled : (pulled as IteratorResult<unknown>);
        if (step.done) this.#exhausted = true;
        else batch.push(step.value);
      }
      if (this.#running) this.#send(batch);
      if (this.#exhausted && this.#running) this.#parts.connection.tell({ id: this.#id ?? -1, op: "end" });
    } catch (error) {
      this.#finish({ error });
    }
    this.#pulling = false;
  }

  get #running(): boolean {
    return this.#end === null;
  }

  get #room(): number {
    return this.#window - (this.#pulled - this.#given);
  }

  #send(batch: unknown[]): unknown[] {
    const { connection, name } = this.#parts;
    if (batch.length === 0) return batch;
    const list = encodeList(name, batch, "cbor", this.#pulled);
    this.#pulled += batch.length;
    if (this.#id !== null) connection.tell({ id: this.#id, op: "items" }, [list]);
    return [];
  }

  #finish(end: Outcome | "done"): void {
    if (this.#end === "done" || (this.#end !== null && end !== "done")) return; // an error is told once
    this.#end = end;
    const { connection, options } = this.#parts;
    options.signal?.removeEventListener("abort", this.#abort);
    if (this.#id !== null) connection.cancel(this.#id);
    this.#endInput();
    this.#tell();
  }

  /** Lets an input that has more know that it is wanted no longer. */
  #endInput(): void {
    const input = this.#input;
    this.#input = null;
    if (this.#exhausted || input === null) return;
    this.#exhausted = true;
    Promise.resolve(input.return?.()).catch(() => {}); // the job has its own end to tell of
  }

  #tell(): void {
    const news = this.#news;
    this.#news = settleable<undefined>();
    news.resolve(undefined);
  }
}
