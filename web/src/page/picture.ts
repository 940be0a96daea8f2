// Pictures in a program's output: lines of "IMAGE:" and a PNG in base64, as at go.dev/play.

const PREFIX = "IMAGE:";
const SIGNATURE = "\x89PNG\r\n\x1a\n";

/** The longest line that is drawn, in characters. */
export const MOST_PICTURE = 4 << 20;

/** The most pixels that one may have: a small file can hold a picture that fills the memory. */
export const MOST_PIXELS = 1 << 24;

export interface Picture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** Whether a text may hold a picture's line. */
export function mayHoldPicture(text: string): boolean {
  return text.includes(PREFIX);
}

/** The picture of a line; null if it is none, or not one that can be drawn. */
export function readPicture(line: string): Picture | null {
  if (!line.startsWith(PREFIX) || line.length > MOST_PICTURE) return null;
  let text: string;
  try {
    text = atob(line.slice(PREFIX.length).trim());
  } catch {
    return null;
  }
  // The signature, then the length and name of the first chunk, which begins with the size.
  if (!text.startsWith(SIGNATURE) || text.slice(12, 16) !== "IHDR" || text.length < 24) return null;
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width === 0 || height === 0 || width * height > MOST_PIXELS) return null;
  return { bytes, width, height };
}
