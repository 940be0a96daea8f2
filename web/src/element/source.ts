// Finds a program's text: in what an element holds, or in a file of the page's author.

/** The most that is taken, in characters. */
const MOST = 256 * 1024;

/** What a highlighter puts beside a program's lines. */
const BESIDE = "button, .ln, .lnt, .lineno, .linenos, .line-number, .line-numbers-rows, [aria-hidden=true]";

/** The text of the last <pre>: a table with line numbers has them in one before. "" if there is none. */
export function ownSource(element: Element): string {
  const pre = [...element.querySelectorAll("pre")].at(-1);
  if (pre === undefined) return "";
  const copy = pre.cloneNode(true) as HTMLElement;
  for (const beside of copy.querySelectorAll(BESIDE)) beside.remove();
  // Some highlighters end lines with elements alone.
  if (!copy.textContent.trim().includes("\n")) {
    for (const br of copy.querySelectorAll("br")) br.replaceWith("\n");
  }
  return tidy(copy.textContent);
}

/** Fetches a Go file. What it rejects with is a sentence. */
export async function fetchSource(src: string, signal: AbortSignal): Promise<string> {
  let response: Response;
  let url = src;
  try {
    url = new URL(src, document.baseURI).href;
    response = await fetch(url, { signal });
  } catch {
    throw new Error(`The program ${url} could not be fetched: it cannot be reached, or a content security policy or its server’s CORS rules refuse it.`);
  }
  if (!response.ok) throw new Error(`The program ${url} could not be fetched: ${`${response.status} ${response.statusText}`.trim()}.`);
  const text = await response.text();
  if (text.length > MOST) throw new Error(`The program ${url} is too long: a program has at most ${MOST / 1024} kB.`);
  if (text.trimStart().startsWith("<")) throw new Error(`${url} is a page, not a Go file.`);
  return tidy(text);
}

function tidy(text: string): string {
  const lines = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n").replace(/^(\s*\n)+/, "").trimEnd();
  return lines === "" ? "" : `${lines}\n`;
}
