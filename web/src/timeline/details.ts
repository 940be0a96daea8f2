// The details of the span that is marked, beside it.
import type { Hit } from "./hit.ts";
import { topOf, type View } from "./view.ts";

/** Puts the details beside what they are about, at an x, inside the timeline. */
export function place(details: HTMLElement, view: View, { lane }: Hit, x: number): void {
  const at = view.lanes.indexOf(lane);
  const left = Math.min(Math.max(x, 8), view.width - details.offsetWidth - 8);
  const scrolled = -view.top; // the details scroll with what they stand on
  const below = topOf(view, at + 1) + 4;
  const above = topOf(view, at) - details.offsetHeight - 4;
  const top = below + details.offsetHeight <= view.height ? below : Math.max(above, 0);
  details.style.transform = `translate(${Math.round(left)}px, ${Math.round(top + scrolled)}px)`;
}
