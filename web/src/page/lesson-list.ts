// <lesson-list>: the links to the lessons, one of which is the current one.

export class LessonList extends HTMLElement {
  /** Fires "lessonchoice" when a lesson is chosen in this very page. */
  connectedCallback(): void {
    this.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[data-lesson]") : null;
      if (!(link instanceof HTMLAnchorElement) || opensElsewhere(event)) return;
      event.preventDefault();
      this.dispatchEvent(new CustomEvent("lessonchoice", { detail: link.dataset["lesson"], bubbles: true }));
    });
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

function opensElsewhere(event: MouseEvent): boolean {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

customElements.define("lesson-list", LessonList);
