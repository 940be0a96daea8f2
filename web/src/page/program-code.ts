// <program-code>: a lesson's program as the visitor changes it, kept over reloads unless it has
// data-forgets.
import type { Diagnostic } from "../compile/compiler.ts";
import { CodeEditor } from "./code-editor.ts";
import { Drafts } from "./drafts.ts";
import type { Lesson } from "./lessons.ts";
import { part } from "./part.ts";
import type { Place } from "./places.ts";
import type { ShareLink } from "./share-link.ts";

export class ProgramCode extends HTMLElement {
  readonly #drafts = this.hasAttribute("data-forgets") ? null : new Drafts();
  #lesson: Lesson | null = null;
  #original = "";

  /** Fires "codeedit" when the visitor has changed the text. */
  connectedCallback(): void {
    this.addEventListener("codechange", () => this.#changed());
    this.#button("reset").addEventListener("click", () => {
      this.#editor.value = this.#original;
    });
    this.#button("format").addEventListener("click", () => {
      this.dispatchEvent(new CustomEvent("codeformat", { bubbles: true }));
    });
    if (this.#share) this.#share.program = () => this.text;
  }

  /** Opens a lesson with what the visitor made of it, or with the text that a link brought. */
  open(lesson: Lesson | null, shared: string | null): void {
    this.#lesson = null; // what changes now is not the visitor's
    this.#original = lesson ? plainText(lesson.go) : "";
    const draft = lesson ? (this.#drafts?.read(lesson.id) ?? null) : null;
    if (draft === null) this.#editor.open(this.#original, lesson?.go ?? "");
    else this.#editor.open(draft, null);
    // Undo brings the visitor's own back.
    if (shared !== null) this.#editor.value = shared;
    this.#lesson = lesson;
    this.#share?.close();
    this.#mark();
  }

  get text(): string {
    return this.#editor.value;
  }

  /** Changes the text, which can be undone. */
  set text(text: string) {
    this.#editor.value = text;
  }

  /** Whether the text is another than the lesson's. */
  get edited(): boolean {
    return this.text !== this.#original;
  }

  showProblems(found: readonly Diagnostic[]): void {
    this.#editor.showProblems(found);
  }

  goTo(place: Place): void {
    this.#editor.goTo(place);
  }

  #changed(): void {
    if (!this.#lesson) return;
    this.#drafts?.write(this.#lesson.id, this.edited ? this.text : null);
    this.#mark();
    this.#share?.close();
    this.dispatchEvent(new CustomEvent("codeedit", { bubbles: true }));
  }

  #mark(): void {
    this.toggleAttribute("data-edited", this.edited);
    this.#button("reset").disabled = !this.edited;
    this.#button("format").disabled = this.#lesson === null;
    if (this.#share) this.#share.disabled = this.#lesson === null;
  }

  #button(name: "reset" | "format"): HTMLButtonElement {
    return part(this, `[data-part="${name}"]`, HTMLButtonElement);
  }

  get #editor(): CodeEditor {
    return part(this, "code-editor", CodeEditor);
  }

  /** A frame has another link in its place. */
  get #share(): ShareLink | null {
    return this.querySelector<ShareLink>("share-link");
  }
}

/** The text of HTML that the site's builder wrote. */
function plainText(html: string): string {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.textContent;
}

customElements.define("program-code", ProgramCode);
