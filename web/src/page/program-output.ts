// <program-output>: what a program prints. Its [data-part=output] holds that text and nothing
// else; pictures stand among it, their lines do not. A picture right after another takes its
// place: so a program shows how one grows.
import { OutputBound } from "./output-bound.ts";
import { part } from "./part.ts";
import { mayHoldPicture, readPicture, type Picture } from "./picture.ts";
import { placesIn, type Place } from "./places.ts";

type Stream = "stdout" | "stderr";

/** The text stands in blocks of about so many characters: new text lays out only the last. */
const BLOCK = 4096;

/** The most that is shown of these, each of which costs more than text. */
const MOST_PLACES = 500;
const MOST_PICTURES = 100;

export class ProgramOutput extends HTMLElement {
  #pending: { item: string | Picture; stream: Stream }[] = [];
  #frame = 0;
  #bound = new OutputBound();
  #places = 0;
  #pictures: string[] = []; // their URLs

  /** Fires "placechoice" with a Place when one of the program is chosen. */
  connectedCallback(): void {
    this.#pre.addEventListener("click", ({ target }) => {
      const place = target instanceof Element ? target.closest<HTMLElement>(".place") : null;
      if (!place) return;
      const detail: Place = { line: Number(place.dataset["line"]), column: Number(place.dataset["column"]) };
      this.dispatchEvent(new CustomEvent("placechoice", { detail, bubbles: true }));
    });
  }

  get #pre(): HTMLElement {
    return part(this, '[data-part="output"]', HTMLElement);
  }

  clear(): void {
    this.#pending = [];
    this.#bound = new OutputBound();
    this.#places = 0;
    for (const url of this.#pictures) URL.revokeObjectURL(url);
    this.#pictures = [];
    this.#pre.replaceChildren();
    this.removeAttribute("data-cut");
  }

  /** Shows whole lines with the next frame. */
  print(text: string, stream: Stream): void {
    if (this.#bound.cut) return;
    if (stream === "stdout" && mayHoldPicture(text)) {
      for (const line of text.match(/[^\n]*\n|[^\n]+/g) ?? []) this.#add(this.#pictureOf(line) ?? line, stream);
    } else {
      this.#add(text, stream);
    }
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.flush());
  }

  /** Shows at once what waits for a frame. In a hidden page there are no frames. */
  flush(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const pre = this.#pre;
    const atEnd = pre.scrollHeight - pre.scrollTop - pre.clientHeight < 24;
    for (const { item, stream } of this.#pending) {
      if (typeof item === "string") this.#show(blockOf(pre), item, stream);
      else this.#draw(item);
    }
    this.#pending = [];
    this.toggleAttribute("data-cut", this.#bound.cut);
    if (atEnd) pre.scrollTop = pre.scrollHeight;
  }

  #add(item: string | Picture, stream: Stream): void {
    const shown = typeof item === "string" ? this.#bound.take(item) : item;
    if (shown === "") return;
    const last = this.#pending.at(-1);
    if (typeof shown === "string" && typeof last?.item === "string" && last.stream === stream) last.item += shown;
    else if (typeof shown !== "string" && last && typeof last.item !== "string") last.item = shown;
    else this.#pending.push({ item: shown, stream });
  }

  #pictureOf(line: string): Picture | null {
    const waiting = this.#pending.filter(({ item }) => typeof item !== "string").length;
    return this.#pictures.length + waiting < MOST_PICTURES ? readPicture(line) : null;
  }

  #show(block: HTMLElement, text: string, stream: Stream): void {
    if (stream === "stdout") return textAtEnd(block).appendData(text);
    const span = errorsAtEnd(block);
    for (const piece of placesIn(text)) {
      if (piece.place && this.#places++ < MOST_PLACES) span.append(placeButton(piece.text, piece.place));
      else textAtEnd(span).appendData(piece.text);
    }
  }

  #draw({ bytes, width, height }: Picture): void {
    const url = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    const image = this.#lastPicture() ?? this.#newPicture();
    const before = image.src;
    // The browser shows the former picture until this one is decoded.
    if (before) image.addEventListener("load", () => URL.revokeObjectURL(before), { once: true });
    this.#pictures.push(url);
    image.width = width;
    image.height = height;
    image.alt = `Picture of the program, ${width} by ${height} pixels`;
    image.src = url;
  }

  /** The picture at the end of the output, if there is one, without its URL. */
  #lastPicture(): HTMLImageElement | null {
    const last = this.#pre.lastElementChild;
    if (last?.className !== "picture") return null;
    this.#pictures.pop();
    return last.querySelector("img");
  }

  #newPicture(): HTMLImageElement {
    const image = new Image();
    const block = document.createElement("div");
    block.className = "picture";
    block.append(image);
    this.#pre.append(block);
    return image;
  }
}

/** The block of pre that takes the next text. A block ends with a line. */
function blockOf(pre: HTMLElement): HTMLElement {
  const last = pre.lastElementChild;
  const open = last instanceof HTMLElement && last.className === "" ? last : null;
  if (open && (open.textContent.length < BLOCK || !open.textContent.endsWith("\n"))) return open;
  return pre.appendChild(document.createElement("div"));
}

function textAtEnd(parent: HTMLElement): Text {
  const last = parent.lastChild;
  return last instanceof Text ? last : parent.appendChild(new Text());
}

function errorsAtEnd(block: HTMLElement): HTMLElement {
  const last = block.lastChild;
  if (last instanceof HTMLElement) return last;
  const span = document.createElement("span");
  span.className = "stderr";
  block.append(span);
  return span;
}

function placeButton(text: string, { line, column }: Place): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "place";
  button.dataset["line"] = String(line);
  button.dataset["column"] = String(column);
  button.title = "Show this line in the editor";
  button.textContent = text;
  return button;
}

customElements.define("program-output", ProgramOutput);
