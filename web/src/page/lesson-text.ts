// <lesson-text>: a lesson's text and, in a second tab, the Python it mirrors.
import { onLessonLink } from "./lesson-links.ts";
import type { Lesson } from "./lessons.ts";
import { part } from "./part.ts";

export class LessonText extends HTMLElement {
  #tabs: HTMLElement[] = [];

  /** Fires "lessonchoice" when the lesson before or after is chosen in this very page. */
  connectedCallback(): void {
    onLessonLink(part(this, ".turn", HTMLElement), () => this.#goToStart());
    this.#tabs = [...this.querySelectorAll<HTMLElement>('[role="tab"]')];
    for (const tab of this.#tabs) {
      tab.addEventListener("click", () => this.#select(tab));
      tab.addEventListener("keydown", (event) => this.#moveByKey(event));
    }
  }

  /** Shows a lesson, and links to those before and after it. */
  show(lesson: Lesson, lessons: readonly Lesson[]): void {
    const at = lessons.indexOf(lesson);
    this.#link("prev", lessons[at - 1]);
    this.#link("next", lessons[at + 1]);
    part(this, "h1", HTMLHeadingElement).textContent = lesson.title;
    part(this, ".prose", HTMLElement).innerHTML = lesson.text;
    part(this, "#panel-python h1", HTMLHeadingElement).textContent = `${lesson.title} In Python`;
    part(this, "#panel-python code", HTMLElement).innerHTML = lesson.python;
    this.#setPythonThere(true);
    this.#showFirst();
  }

  /** Shows that there is no such lesson, and the ones that there are. */
  showUnknown(id: string, lessons: readonly Lesson[]): void {
    part(this, "h1", HTMLHeadingElement).textContent = "No such lesson";
    const list = document.createElement("ul");
    for (const lesson of lessons) {
      const link = document.createElement("a");
      link.href = `?lesson=${lesson.id}`;
      link.textContent = lesson.title;
      list.append(document.createElement("li"));
      list.lastElementChild?.append(link);
    }
    const text = document.createElement("p");
    text.textContent = `There is no lesson “${id}”. Choose one of these:`;
    part(this, ".prose", HTMLElement).replaceChildren(text, list);
    this.#link("prev", undefined);
    this.#link("next", undefined);
    this.#setPythonThere(false);
    this.#showFirst();
  }

  #link(rel: "prev" | "next", lesson: Lesson | undefined): void {
    const link = part(this, `[rel="${rel}"]`, HTMLAnchorElement);
    link.hidden = lesson === undefined;
    link.href = `?lesson=${lesson?.id ?? ""}`;
    link.dataset["lesson"] = lesson?.id ?? "";
    part(link, "span", HTMLElement).textContent = lesson?.title ?? "";
  }

  /** Whoever came from the end of a lesson begins with the next one's text. */
  #goToStart(): void {
    part(this, "#panel-text", HTMLElement).focus({ preventScroll: true });
    part(this, '[role="tablist"]', HTMLElement).scrollIntoView({ block: "nearest" });
  }

  #setPythonThere(there: boolean): void {
    const python = this.#tabs[1];
    if (python) python.hidden = !there;
  }

  #showFirst(): void {
    const first = this.#tabs[0];
    if (first) this.#select(first);
    part(this, '[role="tabpanel"]', HTMLElement).scrollTop = 0;
  }

  #select(chosen: HTMLElement): void {
    for (const tab of this.#tabs) {
      const is = tab === chosen;
      tab.ariaSelected = String(is);
      tab.tabIndex = is ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = !is;
    }
  }

  #moveByKey(event: KeyboardEvent): void {
    const there = this.#tabs.filter((tab) => !tab.hidden);
    const at = there.findIndex((tab) => tab === event.currentTarget);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: there.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = there.at(to % there.length);
    if (!tab) return;
    this.#select(tab);
    tab.focus();
  }
}

customElements.define("lesson-text", LessonText);
