// Tells when an element nears the viewport.

/** How near, as a margin around the viewport. */
const MARGIN = "600px 0px";

const waiting = new Map<Element, () => void>();

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      const near = waiting.get(target);
      leave(target);
      near?.();
    }
  },
  { rootMargin: MARGIN },
);

/** Calls near once; it returns what ends the waiting. */
export function whenNear(element: Element, near: () => void): () => void {
  waiting.set(element, near);
  observer.observe(element);
  return () => leave(element);
}

function leave(element: Element): void {
  waiting.delete(element);
  observer.unobserve(element);
}
