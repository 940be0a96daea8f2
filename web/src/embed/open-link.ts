// <open-link>: leads from a frame to the whole page, with the program as it stands.
import { part } from "../page/part.ts";
import { ProgramCode } from "../page/program-code.ts";
import { pack } from "../page/share.ts";

export class OpenLink extends HTMLElement {
  #lesson = "";
  #workers = 0;
  #made = 0; // counts the links, of which only the last is shown

  connectedCallback(): void {
    // Before it is followed, opened in a tab or copied.
    for (const event of ["pointerenter", "focusin", "pointerdown"]) this.addEventListener(event, () => void this.#make());
    document.addEventListener("codeedit", this.#remake);
    this.#remake();
  }

  disconnectedCallback(): void {
    document.removeEventListener("codeedit", this.#remake);
  }

  /** The lesson that the program belongs to; "" if none. */
  set lesson(id: string) {
    this.#lesson = id;
    this.#remake();
  }

  /** 0: one a core. */
  set workers(n: number) {
    this.#workers = n;
    this.#remake();
  }

  readonly #remake = (): void => void this.#make();

  async #make(): Promise<void> {
    const made = ++this.#made;
    const url = new URL("./", document.baseURI);
    if (this.#lesson) url.searchParams.set("lesson", this.#lesson);
    if (this.#workers) url.searchParams.set("workers", String(this.#workers));
    const code = document.querySelector("program-code");
    if (code instanceof ProgramCode && (code.edited || !this.#lesson)) {
      // A program that is too long for a link is not in it.
      url.hash = await pack(code.text).catch(() => "");
    }
    if (made === this.#made) part(this, "a", HTMLAnchorElement).href = url.href;
  }
}

customElements.define("open-link", OpenLink);
