// Finds the places of the program in what is printed: the compiler's messages and Go's stacks.

/** A place in main.go, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A piece of a text, and the place that it names. */
export interface Piece {
  readonly text: string;
  readonly place: Place | null;
}

/** main.go alone or at the end of a path, a line, and perhaps a column. */
const PLACE = /(?<![\w.-])main\.go:([1-9]\d{0,6})(?::([1-9]\d{0,6}))?(?!\d)/g;

/** Cuts a text where it names places. */
export function placesIn(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(PLACE)) {
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), place: null });
    pieces.push({ text: match[0], place: { line: Number(match[1]), column: Number(match[2] ?? 1) } });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), place: null });
  return pieces;
}
