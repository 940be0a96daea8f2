// The types of <pool-playground>, for those who write TypeScript: embed.d.ts of the site.

/** A runnable program in a page. Its attributes:
 *
 * - lesson: the ID of one of the playground's lessons; or
 * - src: the URL of a Go file, which the page must be allowed to fetch; or else
 * - its own content: the text of its last <pre>.
 * - workers: how many a pool has, 1 to 64; default: one a core.
 * - theme: light, dark, or auto (default), which is as the page around it looks.
 * - view: which of "code output timeline" are shown; default: all.
 * - height: a CSS length, or pixels; default, and auto: what the content takes.
 * - run="click": nothing is fetched from the playground until the reader presses Run.
 *
 * Its data-state is waiting, loading, ready or failed; what it holds is shown until it is ready. */
export interface PoolPlayground extends HTMLElement {
  /** Runs the program, and loads it first where it has yet to be. It resolves when the frame was
   * told. It rejects with a NotAllowedError unless the reader has just clicked or pressed a key in
   * the page (navigator.userActivation): nothing runs by itself. */
  run(): Promise<void>;
  /** Ends the program, if it runs. */
  stop(): void;
  /** Shows another program, in place of what the attributes say. */
  setSource(text: string): void;
}

/** The program is shown and can be run. */
export type PoolReadyEvent = CustomEvent<{ readonly title: string }>;

/** A run has begun. A pool-done follows. */
export type PoolRunEvent = CustomEvent<null>;

/** The program has printed something: whole lines, up to a million characters a run. */
export type PoolOutputEvent = CustomEvent<{ readonly text: string; readonly stream: "stdout" | "stderr" }>;

/** A run has ended; status says in a sentence how. */
export type PoolDoneEvent = CustomEvent<{ readonly state: "done" | "failed" | "stopped"; readonly status: string }>;

declare global {
  interface HTMLElementTagNameMap {
    "pool-playground": PoolPlayground;
  }
  /** They bubble. */
  interface HTMLElementEventMap {
    "pool-ready": PoolReadyEvent;
    "pool-run": PoolRunEvent;
    "pool-output": PoolOutputEvent;
    "pool-done": PoolDoneEvent;
  }
}
