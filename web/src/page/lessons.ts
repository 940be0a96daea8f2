// The lessons that the page's builder wrote into it.
import type { SiteProgram } from "./site-program.ts";

/** A lesson, its texts as HTML. */
export interface Lesson {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly go: string;
  readonly python: string;
  readonly program: SiteProgram;
  /** It is no lesson but somebody's own program, of which nothing is built. */
  readonly own?: true;
}

/** The lessons in their order. */
export function readLessons(): readonly Lesson[] {
  const script = document.getElementById("lessons");
  return JSON.parse(script?.textContent ?? "[]") as readonly Lesson[];
}
