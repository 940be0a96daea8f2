// A pool of Web Workers that run a Go module's functions for a page.

import { Result, type AsyncResult } from "./asyncresult";
import { Connection, type Job } from "./connection";
import { Stream } from "./imap";
import { requestOptions, whole, type JobOptions, type Settled, type StreamOptions } from "./joboptions";
import type { List, Received, Reply, Signature } from "./jobs-protocol";
import { formOfArray } from "./numbers";
import { PoolError, errorOf, textOf } from "./poolerror";
import type { PoolEvent } from "./poolground";
import { decodeList, encodeList, type NumberArray } from "./values";

/** What Pool.open is given. */
export interface OpenOptions {
  /** Any Go program that imports poolground/wasm/webworker and whose main begins with
   * pool.ServeIfWorker(). A URL is fetched and compiled once and kept for later pools. */
  module: string | URL | WebAssembly.Module;
  /** Default: one a core. */
  workers?: number;
  /** Go's os.Args[1:], here and in the workers. */
  args?: readonly string[];
  /** A function that each worker runs first, and its argument; a failure breaks the pool. */
  initializer?: { function: string; argument?: unknown };
  /** A worker is replaced after so many chunks. Default: never. */
  maxChunksPerWorker?: number;
  /** What tasks print, in whole lines: each call's text ends in "\n". Default: the console. */
  onOutput?: (text: string, stream: "stdout" | "stderr") => void;
  /** What the pool does, for a timeline. */
  onEvent?: (events: readonly PoolEvent[]) => void;
  /** The same as run's. */
  workerScript?: string | URL;
  /** Aborting it terminates the pool. */
  signal?: AbortSignal;
}

/** A pool of workers that run the functions of a Go module: Python's multiprocessing.Pool.
 *
 * Functions are named as Go registered them. Arguments and results cross by value: objects are Go's
 * structs and maps (a Map where keys are no strings), null its nil, Date its time.Time, which comes
 * back as RFC 3339 text. Integers beyond 2^53 come back as BigInts and must be passed as such. A
 * typed array is a slice of numbers, whose memory is copied as it is; as the list of arguments of a
 * function of just its numbers (BigInt64Array for int) it is too, and the results then are a typed
 * array if they are numbers.
 *
 * Every promise rejects with a PoolError where the job fails, whatever happens to the program. A
 * pool that is no longer needed is closed or terminated: until then its workers stay. */
export class Pool {
  /** How many workers there are. */
  readonly workers: number;
  /** The names of the module's functions, sorted. */
  readonly functions: readonly string[];
  readonly #connection: Connection;
  readonly #signatures: Map<string, Signature>;
  #state: "open" | "closed" | "terminated" = "open";

  private constructor(connection: Connection, reply: Reply) {
    this.#connection = connection;
    this.workers = reply.workers ?? 0;
    this.#signatures = new Map(Object.entries(reply.functions ?? {}));
    this.functions = [...this.#signatures.keys()].sort();
  }

  /** Starts the module, and its workers behind it. It rejects with ErrProgram where the module
   * cannot be loaded or serves no functions. */
  static async open(options: OpenOptions): Promise<Pool> {
    const { workers, initializer, maxChunksPerWorker, signal } = options;
    const print: NonNullable<OpenOptions["onOutput"]> = (text, stream) => (stream === "stdout" ? console.log(text.trimEnd()) : console.warn(text.trimEnd()));
    const connection = new Connection({
      module: options.module,
      workers: whole(workers ?? 0),
      onOutput: options.onOutput ?? print,
      ...(options.args !== undefined && { args: options.args }),
      ...(options.onEvent !== undefined && { onEvent: options.onEvent }),
      ...(options.workerScript !== undefined && { workerScript: options.workerScript }),
    });
    const abort = (): void => connection.end(new PoolError("ErrTerminated", `pool: terminated: ${textOf(signal?.reason)}`, { cause: signal?.reason }));
    signal?.addEventListener("abort", abort);
    void connection.gone.then(() => signal?.removeEventListener("abort", abort));
    if (signal?.aborted) abort();
    try {
      const lists = initializer === undefined ? [] : [encodeList(initializer.function, [initializer.argument], "cbor")];
      const reply = await new Promise<Reply>((resolve, reject) => {
        connection.begin({ receive: resolve, fail: reject }, {
          op: "open",
          workers: whole(workers ?? 0),
          ...(maxChunksPerWorker !== undefined && { maxChunks: whole(maxChunksPerWorker) }),
          ...(initializer !== undefined && { function: initializer.function }),
        }, lists);
      });
      if (reply.error !== undefined) throw errorOf(reply.error);
      return new Pool(connection, reply);
    } catch (error) {
      connection.end(new PoolError("ErrTerminated", "pool: terminated"));
      throw error;
    }
  }

  /** Calls a function on every argument; the results are in their order. The first task that fails
   * fails the job at once with a TaskError. */
  map(name: string, args: Iterable<unknown>, options: Settled): Promise<PromiseSettledResult<unknown>[]>;
  map<R extends NumberArray | unknown[] = NumberArray>(name: string, args: NumberArray, options?: JobOptions): Promise<R>;
  map<R = unknown>(name: string, args: Iterable<unknown>, options?: JobOptions): Promise<R[]>;
  map(name: string, args: Iterable<unknown>, options?: JobOptions): Promise<unknown> {
    return this.mapAsync(name, args, options).get();
  }

  /** Map without the wait. The arguments are read before it returns. */
  mapAsync(name: string, args: Iterable<unknown>, options: Settled): AsyncResult<PromiseSettledResult<unknown>[]>;
  mapAsync<R extends NumberArray | unknown[] = NumberArray>(name: string, args: NumberArray, options?: JobOptions): AsyncResult<R>;
  mapAsync<R = unknown>(name: string, args: Iterable<unknown>, options?: JobOptions): AsyncResult<R[]>;
  mapAsync(name: string, args: Iterable<unknown>, options: JobOptions = {}): AsyncResult<unknown> {
    const typed = formOfArray(args) !== undefined;
    return this.#submit(name, options, typed, () => [encodeList(name, typed ? (args as NumberArray) : listed(args), this.#form(name, 0))]);
  }

  /** Calls a function of two arguments on every pair, as map does. */
  starmap(name: string, pairs: Iterable<readonly [unknown, unknown]>, options: Settled): Promise<PromiseSettledResult<unknown>[]>;
  starmap<R = unknown>(name: string, pairs: Iterable<readonly [unknown, unknown]>, options?: JobOptions): Promise<R[]>;
  starmap(name: string, pairs: Iterable<readonly [unknown, unknown]>, options: JobOptions = {}): Promise<unknown> {
    return this.starmapAsync(name, pairs, options).get();
  }

  /** Starmap without the wait. The pairs are read before it returns. */
  starmapAsync(name: string, pairs: Iterable<readonly [unknown, unknown]>, options: Settled): AsyncResult<PromiseSettledResult<unknown>[]>;
  starmapAsync<R = unknown>(name: string, pairs: Iterable<readonly [unknown, unknown]>, options?: JobOptions): AsyncResult<R[]>;
  starmapAsync(name: string, pairs: Iterable<readonly [unknown, unknown]>, options: JobOptions = {}): AsyncResult<unknown> {
    return this.#submit(name, options, false, () => {
      const all = listed(pairs);
      return [0, 1].map((at) => encodeList(name, all.map((pair) => pair[at]), this.#form(name, at)));
    });
  }

  /** Calls a function once, in a worker. A function without arguments needs none. */
  apply<R = unknown>(name: string, argument?: unknown, options?: JobOptions): Promise<R> {
    return this.applyAsync<R>(name, argument, options).get();
  }

  /** Apply without the wait. */
  applyAsync<R = unknown>(name: string, argument?: unknown, options: JobOptions = {}): AsyncResult<R> {
    const first = (results: unknown): R => (results as R[])[0] as R;
    return this.#submit(name, { ...options, chunkSize: 1, keepGoing: false }, false, () => [encodeList(name, [argument], this.#form(name, 0))], first);
  }

  /** Calls a function on arguments as they come, and gives the results in their order. It reads
   * ahead by 1024 arguments at the most. The job begins with the first next, and a break ends it. A
   * task that fails ends it too, unless keepGoing makes outcomes of the results. */
  imap(name: string, args: Iterable<unknown> | AsyncIterable<unknown>, options: Settled): AsyncIterableIterator<PromiseSettledResult<unknown>>;
  imap<R = unknown>(name: string, args: Iterable<unknown> | AsyncIterable<unknown>, options?: StreamOptions): AsyncIterableIterator<R>;
  imap(name: string, args: Iterable<unknown> | AsyncIterable<unknown>, options: StreamOptions = {}): AsyncIterableIterator<unknown> {
    return this.#stream(name, args, options, true);
  }

  /** Imap that gives results as they arrive. */
  imapUnordered(name: string, args: Iterable<unknown> | AsyncIterable<unknown>, options: Settled): AsyncIterableIterator<PromiseSettledResult<unknown>>;
  imapUnordered<R = unknown>(name: string, args: Iterable<unknown> | AsyncIterable<unknown>, options?: StreamOptions): AsyncIterableIterator<R>;
  imapUnordered(name: string, args: Iterable<unknown> | AsyncIterable<unknown>, options: StreamOptions = {}): AsyncIterableIterator<unknown> {
    return this.#stream(name, args, options, false);
  }

  /** Takes no new jobs; those it took finish, and then the workers end. Idempotent. */
  close(): void {
    if (this.#state !== "open") return;
    this.#state = "closed";
    this.#connection.tell({ id: -1, op: "close" });
  }

  /** Waits, after close or terminate, until the program and every worker have gone. Before, it
   * rejects with ErrNotClosed. */
  async join(): Promise<void> {
    if (this.#state === "open" && !this.#connection.ended) throw new PoolError("ErrNotClosed", "pool: still open, call close or terminate before join");
    await this.#connection.gone;
  }

  /** Ends the workers now, whatever they do, and fails what is pending with ErrTerminated.
   * Idempotent. */
  terminate(): void {
    if (this.#state === "terminated") return;
    this.#state = "terminated";
    this.#connection.end(new PoolError("ErrTerminated", "pool: terminated"));
  }

  /** The form that a parameter of a function costs least in. What is wrong with a call, the program
   * says. */
  #form(name: string, parameter: number): Signature["result"] {
    return this.#signatures.get(name)?.params[parameter] ?? "cbor";
  }

  #refusal(): PoolError | null {
    switch (this.#state) {
      case "open":
        return null;
      case "closed":
        return new PoolError("ErrClosed", "pool: closed, it takes no new jobs");
      case "terminated":
        return new PoolError("ErrTerminated", "pool: terminated");
    }
  }

  #submit<T>(name: string, options: JobOptions, typed: boolean, encode: () => List[], finish?: (results: unknown) => T): AsyncResult<T> {
    const job = new MapJob<T>(this.#connection, options, typed, finish ?? ((results) => results as T));
    const refusal = this.#refusal() ?? (options.signal?.aborted ? canceled(options.signal) : null);
    if (refusal !== null) job.fail(refusal);
    else job.begin(name, encode);
    return job.result;
  }

  #stream(name: string, args: Iterable<unknown> | AsyncIterable<unknown>, options: StreamOptions, ordered: boolean): Stream {
    return new Stream({ connection: this.#connection, name, workers: this.workers, args, options, ordered, refusal: () => this.#refusal(), canceled });
  }
}

function listed<T>(args: Iterable<T>): T[] {
  if (!isIterable(args)) throw new Error("the arguments are not iterable");
  return [...args];
}

function isIterable(args: unknown): boolean {
  return args !== null && args !== undefined && typeof (args as Partial<Iterable<unknown>>)[Symbol.iterator] === "function";
}

function canceled(signal: AbortSignal | undefined): PoolError {
  if (signal === undefined) return new PoolError("ErrJobCanceled", "pool: job canceled");
  return new PoolError("ErrJobCanceled", `pool: job canceled: ${textOf(signal.reason)}`, { cause: signal.reason });
}

/** A job over a list. It ends once: with its results, a failure, a cancel or the pool. */
class MapJob<T> implements Job {
  readonly result = new Result<T>(() => this.#cancel(undefined));
  readonly #connection: Connection;
  readonly #options: JobOptions;
  readonly #typed: boolean;
  readonly #finish: (results: unknown) => T;
  #id: number | null = null;

  constructor(connection: Connection, options: JobOptions, typed: boolean, finish: (results: unknown) => T) {
    this.#connection = connection;
    this.#options = options;
    this.#typed = typed && options.keepGoing !== true;
    this.#finish = finish;
  }

  begin(name: string, encode: () => List[]): void {
    try {
      this.#options.signal?.addEventListener("abort", this.#abort);
      const request = { op: "map", function: name, options: requestOptions(this.#options) } as const;
      this.#id = this.#connection.begin(this, request, encode());
    } catch (error) {
      this.fail(error instanceof PoolError ? error : new PoolError("ErrInvalid", `pool: ${name}: ${textOf(error)}`, { cause: error }));
    }
  }

  receive(reply: Reply, lists: readonly Received[]): void {
    if (reply.kind === "progress") return this.#options.onProgress?.(reply.done, reply.total);
    this.#unwatch();
    const [list] = lists;
    if (reply.error !== undefined || list === undefined) {
      return this.result.reject(reply.error === undefined ? new PoolError("ErrProgram", "pool: an answer without results") : errorOf(reply.error));
    }
    const values = decodeList(list, this.#typed);
    const failures = (reply.failures ?? []).map(errorOf);
    this.result.resolve(this.#finish(this.#options.keepGoing ? settled(values as unknown[], failures) : values), failures.length > 0);
  }

  fail(error: PoolError): void {
    this.#unwatch();
    this.result.reject(error);
  }

  readonly #abort = (): void => this.#cancel(this.#options.signal);

  #cancel(signal: AbortSignal | undefined): void {
    if (this.result.ready()) return;
    if (this.#id !== null) this.#connection.cancel(this.#id);
    this.fail(canceled(signal));
  }

  #unwatch(): void {
    this.#options.signal?.removeEventListener("abort", this.#abort);
  }
}

function settled(values: readonly unknown[], failures: readonly PoolError[]): PromiseSettledResult<unknown>[] {
  const outcomes = values.map((value): PromiseSettledResult<unknown> => ({ status: "fulfilled", value }));
  for (const reason of failures) {
    if ("index" in reason) outcomes[reason.index as number] = { status: "rejected", reason };
  }
  return outcomes;
}
