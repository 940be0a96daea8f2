// Links to lessons, which open in this very page.

/** Fires "lessonchoice", and calls chosen, when a link to a lesson in the element is chosen here. */
export function onLessonLink(element: HTMLElement, chosen: () => void = () => {}): void {
  element.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-lesson]") : null;
    if (!(link instanceof HTMLAnchorElement) || opensElsewhere(event)) return;
    event.preventDefault();
    element.dispatchEvent(new CustomEvent("lessonchoice", { detail: link.dataset["lesson"], bubbles: true }));
    chosen();
  });
}

function opensElsewhere(event: MouseEvent): boolean {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}
