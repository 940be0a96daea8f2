// <code-editor>: a program's text. It is a plain <pre> until the editor's script has come.
import type { Diagnostic } from "../compile/compiler.ts";
import type { Editor } from "../editor/editor.ts";
import { part } from "./part.ts";
import type { Place } from "./places.ts";

export class CodeEditor extends HTMLElement {
  #text = "";
  #editor: Editor | null = null;
  #coming: Promise<void> | null = null;

  /** Fires "codechange" when the text is another, and "coderun" and "codeformat" for their keys.
   * With data-lazy, it is but text until somebody comes near. */
  connectedCallback(): void {
    this.#pre.addEventListener("pointerenter", () => void this.load());
    this.#pre.addEventListener("pointerdown", () => void this.load());
    this.#pre.addEventListener("focus", () => void this.load());
    if (this.hasAttribute("data-lazy")) return;
    // The page comes first: its own requests are under way before this one.
    if (document.readyState === "complete") void this.load();
    else window.addEventListener("load", () => void this.load(), { once: true });
  }

  disconnectedCallback(): void {
    this.#text = this.value;
    this.#editor?.destroy();
    this.#editor = null;
    this.#coming = null;
    this.#pre.hidden = false;
  }

  /** The text. Setting it can be undone. */
  get value(): string {
    return this.#editor?.text ?? this.#text;
  }

  set value(text: string) {
    if (text === this.value) return;
    if (this.#editor) {
      this.#editor.replace(text); // which tells of the change
    } else {
      this.#showPlain(text, null);
      this.#tell("codechange");
    }
  }

  /** Begins anew with a text, of which html is the same with its tokens marked. */
  open(text: string, html: string | null): void {
    this.#showPlain(text, html);
    this.#editor?.open(text);
  }

  showProblems(found: readonly Diagnostic[]): void {
    this.#editor?.show(found);
  }

  /** Puts the cursor at a place and brings it to view. */
  goTo({ line, column }: Place): void {
    void this.load().then(() => {
      this.scrollIntoView({ block: "nearest" });
      this.#editor?.goTo(line, column);
    });
  }

  /** Gets the editor, once. Where it cannot be had, the text can still be read and run. */
  load(): Promise<void> {
    this.#coming ??= import("../editor/editor.ts").then(
      ({ Editor }) => this.#become(Editor),
      () => {
        this.#coming = null;
      },
    );
    return this.#coming;
  }

  #become(make: typeof Editor): void {
    if (!this.isConnected) return;
    const pre = this.#pre;
    const { scrollTop, scrollLeft } = pre;
    const focused = document.activeElement === pre;
    this.#editor = new make({
      parent: this,
      text: this.#text,
      label: "main.go",
      scroll: { left: scrollLeft, top: scrollTop },
      hint: this.getAttribute("aria-describedby") ?? "",
      nonce: document.querySelector<HTMLElement>("link[rel=stylesheet]")?.nonce ?? "",
      changed: () => this.#tell("codechange"),
      run: () => this.#tell("coderun"),
      format: () => this.#tell("codeformat"),
    });
    pre.hidden = true;
    this.dataset["ready"] = "";
    if (focused) this.#editor.focus();
  }

  #showPlain(text: string, html: string | null): void {
    this.#text = text;
    const pre = this.#pre;
    const code = part(pre, "code", HTMLElement);
    if (html === null) code.textContent = text;
    else code.innerHTML = html;
    pre.dataset["lines"] = Array.from(text.split("\n"), (_, i) => i + 1).join("\n");
    pre.scrollTop = 0;
  }

  #tell(event: "codechange" | "coderun" | "codeformat"): void {
    this.dispatchEvent(new CustomEvent(event, { bubbles: true }));
  }

  get #pre(): HTMLElement {
    return part(this, "pre", HTMLElement);
  }
}

customElements.define("code-editor", CodeEditor);
