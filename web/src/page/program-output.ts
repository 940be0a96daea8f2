// <program-output>: what a program prints. Its [data-part=output] holds that text and nothing else.
import { part } from "./part.ts";

type Stream = "stdout" | "stderr";

/** The most that is shown, in characters: a program in an endless loop must not eat the page. */
const MOST = 1_000_000;

/** The text stands in blocks of about so many characters: new text lays out only the last. */
const BLOCK = 4096;

export class ProgramOutput extends HTMLElement {
  #pending: { text: string; stream: Stream }[] = [];
  #frame = 0;
  #shown = 0;

  get #pre(): HTMLElement {
    return part(this, '[data-part="output"]', HTMLElement);
  }

  clear(): void {
    this.#pending = [];
    this.#shown = 0;
    this.#pre.replaceChildren();
    this.removeAttribute("data-cut");
  }

  /** Shows text with the next frame. */
  print(text: string, stream: Stream): void {
    const last = this.#pending.at(-1);
    if (last?.stream === stream) last.text += text;
    else this.#pending.push({ text, stream });
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.flush());
  }

  /** Shows at once what waits for a frame. In a hidden page there are no frames. */
  flush(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const pre = this.#pre;
    const atEnd = pre.scrollHeight - pre.scrollTop - pre.clientHeight < 24;
    for (const { text, stream } of this.#pending) this.#show(pre, text, stream);
    this.#pending = [];
    if (atEnd) pre.scrollTop = pre.scrollHeight;
  }

  #show(pre: HTMLElement, text: string, stream: Stream): void {
    const room = MOST - this.#shown;
    if (text.length > room) this.dataset["cut"] = "";
    const shown = text.slice(0, Math.max(room, 0));
    if (shown === "") return;
    this.#shown += shown.length;
    textOf(blockOf(pre), stream).appendData(shown);
  }
}

/** The block of pre that takes the next text. A block ends with a line. */
function blockOf(pre: HTMLElement): HTMLElement {
  const last = pre.lastElementChild;
  if (last instanceof HTMLElement && (last.textContent.length < BLOCK || !last.textContent.endsWith("\n"))) return last;
  return pre.appendChild(document.createElement("div"));
}

/** The text node at the end of a block that takes a stream's text. */
function textOf(block: HTMLElement, stream: Stream): Text {
  const last = block.lastChild;
  if (stream === "stdout") {
    if (last instanceof Text) return last;
    return block.appendChild(new Text());
  }
  if (last instanceof HTMLElement && last.firstChild instanceof Text) return last.firstChild;
  const span = document.createElement("span");
  span.className = "stderr";
  block.append(span);
  return span.appendChild(new Text());
}

customElements.define("program-output", ProgramOutput);
