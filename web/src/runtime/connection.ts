// A page's end of the link to a program that serves it: numbers the jobs, and gives each its answers.

import { decodeFrame, encodeFrame, type List, type Received, type Reply, type Request } from "./jobs-protocol";
import { PoolError, textOf } from "./poolerror";
import { Run } from "./program";
import type { RunOptions } from "./poolground";

/** Takes what the program answers to one job. */
export interface Job {
  receive(reply: Reply, lists: readonly Received[]): void;
  /** The job's end where there will be no answer. */
  fail(error: PoolError): void;
}

/** How long a program may take from its start until it serves, in ms: as long as a worker may. */
const readyTimeout = 60_000;

const mustServe = "its main must begin with pool.ServeIfWorker()";

export class Connection {
  readonly #run: Run;
  #silent: ReturnType<typeof setTimeout> | undefined; // ends a program that does not serve
  readonly #jobs = new Map<number, Job>();
  #next = 0;
  #ended: PoolError | null = null;
  /** Frames that wait until the program serves; null from then on. */
  #held: Uint8Array<ArrayBuffer>[] | null = [];

  constructor(options: RunOptions) {
    this.#run = new Run({ ...options, onFrame: (frame) => this.#receive(frame) });
    this.#run.started.then(() => {
      if (this.#held === null || this.#ended !== null) return;
      this.#silent = setTimeout(() => {
        this.end(new PoolError("ErrProgram", `pool: the program serves no functions after a minute: ${mustServe}`));
      }, readyTimeout);
    }, () => undefined);
    this.#run.exited.then(
      (code) => this.end(this.#exitError(code)),
      (error: unknown) => this.end(new PoolError("ErrProgram", `pool: ${textOf(error)}`, { cause: error })),
    );
  }

  /** Resolves when the program and its workers have gone. */
  get gone(): Promise<void> {
    return this.#run.gone;
  }

  get ended(): boolean {
    return this.#ended !== null;
  }

  /** Begins a job. Its first request is sent before begin returns its number. */
  begin(job: Job, request: Omit<Request, "id">, lists: readonly List[]): number {
    const id = this.#next++;
    if (this.#ended !== null) {
      job.fail(this.#ended);
      return id;
    }
    this.#jobs.set(id, job);
    this.tell({ ...request, id }, lists);
    return id;
  }

  /** Says more about a job, or about none. */
  tell(request: Request, lists: readonly List[] = []): void {
    const frame = encodeFrame(request, lists);
    if (this.#held !== null) this.#held.push(frame);
    else this.#run.send(frame);
  }

  /** Forgets a job that the page has ended, and tells the program. */
  cancel(id: number): void {
    if (this.#jobs.delete(id)) this.tell({ id, op: "cancel" });
  }

  /** Ends every job with an error, and the program if it still runs. */
  end(error: PoolError): void {
    if (this.#ended !== null) return;
    this.#ended = error;
    clearTimeout(this.#silent);
    this.#run.stop();
    const jobs = [...this.#jobs.values()];
    this.#jobs.clear();
    for (const job of jobs) job.fail(error);
  }

  #receive(frame: Uint8Array<ArrayBuffer>): void {
    const held = this.#held ?? [];
    this.#held = null;
    clearTimeout(this.#silent);
    for (const request of held) this.#run.send(request);
    const { reply, lists } = decodeFrame(frame);
    const job = this.#jobs.get(reply.id);
    if (job === undefined) return; // the page has ended it
    if (reply.kind === "done" || reply.kind === "opened") this.#jobs.delete(reply.id);
    job.receive(reply, lists);
  }

  #exitError(code: number): PoolError {
    const served = this.#held === null;
    if (served && code === 0) return new PoolError("ErrClosed", "pool: closed, it takes no new jobs");
    if (served) return new PoolError("ErrProgram", `pool: the program exited with code ${code}`);
    return new PoolError(
      "ErrProgram",
      `pool: the program exited with code ${code} before it served its functions: ${mustServe}`,
    );
  }
}
