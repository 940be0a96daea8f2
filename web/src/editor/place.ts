// Finds places of a text in another form of it.

const encoder = new TextEncoder();

/** Where a column stands in its line: Go counts bytes from 1, JavaScript UTF-16 units from 0. */
export function offsetOfColumn(line: string, column: number): number {
  let bytes = column - 1;
  let offset = 0;
  for (const character of line) {
    bytes -= encoder.encode(character).length;
    if (bytes < 0) break;
    offset += character.length;
  }
  return offset;
}

/** Where an offset of a text stands after gofmt, which moves little but white space: behind as
 * many other characters as before. */
export function offsetAfterFormat(before: string, after: string, offset: number): number {
  let solid = before.slice(0, offset).replace(/\s/g, "").length;
  let at = 0;
  while (at < after.length && solid > 0) if (/\S/.test(after.charAt(at++))) solid--;
  // What stood at the start of a line or behind a blank stays there.
  if (/\s$/.test(before.slice(0, offset))) while (/\s/.test(after.charAt(at)) && at < after.length) at++;
  return at;
}

/** A replacement of part of a text. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** The change between two texts without what they begin and end with alike. */
export function changeBetween(before: string, after: string): Change {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from++;
  let same = 0;
  while (same < most - from && before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)) same++;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}
