// Packs a program into the fragment of a link, and unpacks it again: "code=1." and the text's
// UTF-8, zlib-compressed, in base64url. zlib's checksum tells a broken link from a whole one.

const PREFIX = "code=";
const VERSION = "1.";

/** The longest that is made and read: browsers, chats and mail take links of some 64 kB. */
export const MOST_PACKED = 60_000;

/** The most that a link may unpack to, in bytes; it can be a thousand times what it is packed. */
export const MOST_TEXT = 256 * 1024;

/** Its message says in a sentence what is wrong with a link. */
export class ShareError extends Error {
  override name = "ShareError";
}

/** Whether a fragment, with or without its #, is meant to hold a program. */
export function holdsProgram(fragment: string): boolean {
  return bare(fragment).startsWith(PREFIX);
}

export async function pack(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const packed = PREFIX + VERSION + toBase64(await pump(bytes, new CompressionStream("deflate"), Infinity));
  if (bytes.length > MOST_TEXT || packed.length > MOST_PACKED) {
    throw new ShareError("The program is too long for a link. Copy its text instead.");
  }
  return packed;
}

/** Rejects with a ShareError where the fragment holds no whole program. */
export async function unpack(fragment: string): Promise<string> {
  const code = bare(fragment).slice(PREFIX.length);
  if (code.length > MOST_PACKED) throw tooLong();
  if (!code.startsWith(VERSION)) {
    throw new ShareError("The link’s program is in a form that this page does not know. This is the lesson’s own.");
  }
  try {
    const bytes = await pump(fromBase64(code.slice(VERSION.length)), new DecompressionStream("deflate"), MOST_TEXT);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof ShareError) throw error;
    throw new ShareError("The link’s program is broken or cut short. This is the lesson’s own.");
  }
}

function bare(fragment: string): string {
  return fragment.replace(/^#/, "");
}

function tooLong(): ShareError {
  return new ShareError("The link’s program is too long. This is the lesson’s own.");
}

/** Sends bytes through a stream, and gives up as soon as more than most come out. */
async function pump(bytes: Uint8Array<ArrayBuffer>, through: CompressionStream | DecompressionStream, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(through).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    size += value.length;
    if (size > most) {
      reader.cancel().catch(() => {}); // the stream's end concerns nobody
      throw tooLong();
    }
    parts.push(value);
  }
}

function toBase64(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** Throws where a character is none of the alphabet. */
function fromBase64(code: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]*$/.test(code)) throw new Error("not base64url");
  const text = atob(code.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
