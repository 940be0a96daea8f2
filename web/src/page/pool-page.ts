// <pool-page>: the whole page. It keeps the address, the lesson and the program together.
import { MAX_WORKERS, parseWorkers, readAddress, writeAddress } from "./address.ts";
import { LessonList } from "./lesson-list.ts";
import { LessonText } from "./lesson-text.ts";
import { readLessons } from "./lessons.ts";
import { part } from "./part.ts";
import { PoolProgram } from "./pool-program.ts";
import { WorkerCount } from "./worker-count.ts";

class PoolPage extends HTMLElement {
  readonly #lessons = readLessons();

  connectedCallback(): void {
    this.addEventListener("lessonchoice", (event) => {
      if (!(event instanceof CustomEvent)) return;
      writeAddress({ lesson: String(event.detail) }, "push");
      this.#open();
    });
    this.addEventListener("workerschange", () => {
      const { value } = this.#workers;
      writeAddress({ workers: value ? String(value) : null }, "replace");
    });
    window.addEventListener("popstate", this.#open);
    this.#open();
  }

  disconnectedCallback(): void {
    window.removeEventListener("popstate", this.#open);
  }

  /** Shows what the address asks for. */
  readonly #open = (): void => {
    const { lesson: id, workers } = readAddress();
    const lesson = id === null ? this.#lessons[0] : this.#lessons.find((l) => l.id === id);
    const count = parseWorkers(workers ?? "");
    this.#workers.value = count ?? 0;
    part(this, "lesson-list", LessonList).current = lesson?.id ?? null;
    document.title = `${lesson?.title ?? "No such lesson"} – Poolground`;
    if (lesson) part(this, "lesson-text", LessonText).show(lesson);
    else part(this, "lesson-text", LessonText).showUnknown(id ?? "", this.#lessons);
    const notice = `${workers} workers are not possible here, only 1 to ${MAX_WORKERS}: the pool gets one a core.`;
    part(this, "pool-program", PoolProgram).open(lesson ?? null, count === null ? notice : "");
    delete document.documentElement.dataset["choosing"];
  };

  get #workers(): WorkerCount {
    return part(this, "worker-count", WorkerCount);
  }
}

customElements.define("pool-page", PoolPage);
