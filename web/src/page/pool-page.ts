// <pool-page>: the whole page. It keeps the address, the lesson and the program together.
import { dropProgram, MAX_WORKERS, parseWorkers, readAddress, writeAddress } from "./address.ts";
import { LessonList } from "./lesson-list.ts";
import { LessonText } from "./lesson-text.ts";
import { readLessons } from "./lessons.ts";
import { part } from "./part.ts";
import { PoolProgram } from "./pool-program.ts";
import { reason } from "./sentences.ts";
import { holdsProgram, unpack } from "./share.ts";
import { WorkerCount } from "./worker-count.ts";

class PoolPage extends HTMLElement {
  readonly #lessons = readLessons();
  #shown: string | null = null; // the fragment that was opened last

  connectedCallback(): void {
    this.addEventListener("lessonchoice", (event) => {
      if (!(event instanceof CustomEvent)) return;
      writeAddress({ lesson: String(event.detail) }, "push");
      this.#go();
    });
    this.addEventListener("workerschange", () => {
      const { value } = this.#workers;
      writeAddress({ workers: value ? String(value) : null }, "replace");
    });
    // From here on the program is the visitor's own, which the page keeps: a reload shows it.
    this.addEventListener("codeedit", dropProgram);
    window.addEventListener("popstate", this.#go);
    this.#go();
  }

  disconnectedCallback(): void {
    window.removeEventListener("popstate", this.#go);
  }

  /** Shows what the address asks for. */
  readonly #go = (): void => {
    const fragment = location.hash;
    this.#shown = fragment;
    if (!holdsProgram(fragment)) return this.#open(null, "");
    unpack(fragment)
      .then(
        (text) => [text, "This program came with the link. Look at it, then press Run."] as const,
        (error: unknown) => [null, reason(error)] as const,
      )
      .then(([text, notice]) => {
        if (this.#shown === fragment) this.#open(text, notice);
      })
      .catch((error: unknown) => reportError(error));
  };

  #open(program: string | null, notice: string): void {
    const { lesson: id, workers } = readAddress();
    const lesson = id === null ? this.#lessons[0] : this.#lessons.find((l) => l.id === id);
    const count = parseWorkers(workers ?? "");
    this.#workers.value = count ?? 0;
    part(this, "lesson-list", LessonList).current = lesson?.id ?? null;
    document.title = `${lesson?.title ?? "No such lesson"} – Poolground`;
    if (lesson) part(this, "lesson-text", LessonText).show(lesson, this.#lessons);
    else part(this, "lesson-text", LessonText).showUnknown(id ?? "", this.#lessons);
    const few = `${workers} workers are not possible here, only 1 to ${MAX_WORKERS}: the pool gets one a core.`;
    part(this, "pool-program", PoolProgram).open(lesson ?? null, notice || (count === null ? few : ""), program);
    delete document.documentElement.dataset["choosing"];
  }

  get #workers(): WorkerCount {
    return part(this, "worker-count", WorkerCount);
  }
}

customElements.define("pool-page", PoolPage);
