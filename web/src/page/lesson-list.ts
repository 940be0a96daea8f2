// <lesson-list>: the links to the lessons, one of which is the current one.
import { onLessonLink } from "./lesson-links.ts";

export class LessonList extends HTMLElement {
  /** Fires "lessonchoice" when a lesson is chosen in this very page. */
  connectedCallback(): void {
    onLessonLink(this);
  }

  set current(id: string | null) {
    for (const link of this.querySelectorAll<HTMLAnchorElement>("a[data-lesson]")) {
      const is = link.dataset["lesson"] === id;
      link.ariaCurrent = is ? "page" : null;
      // On a phone the list is a row that may be wider than the screen.
      if (is) link.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }
}

customElements.define("lesson-list", LessonList);
