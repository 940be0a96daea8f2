// <share-link>: a button that makes a link with the program in it, copies it and shows it.
import { part } from "./part.ts";
import { pack, ShareError } from "./share.ts";

export class ShareLink extends HTMLElement {
  /** Gives the program to share. */
  program: () => string = () => "";

  connectedCallback(): void {
    this.#button.addEventListener("click", () => {
      if (this.#panel.hidden) void this.#open();
      else this.close();
    });
    this.#field.addEventListener("focus", () => this.#field.select());
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#panel.hidden) return;
      event.preventDefault(); // it does not stop the program, too
      this.close();
      this.#button.focus();
    });
    this.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.contains(relatedTarget))) this.close();
    });
  }

  set disabled(is: boolean) {
    this.#button.disabled = is;
  }

  close(): void {
    this.#panel.hidden = true;
    this.#button.ariaExpanded = "false";
  }

  async #open(): Promise<void> {
    let link = "";
    try {
      const url = new URL(location.href);
      url.hash = await pack(this.program());
      link = url.href;
      this.#say((await copy(link)) ? "The link is copied. It holds the whole program." : "Copy this link. It holds the whole program.");
    } catch (error) {
      this.#say(error instanceof ShareError ? error.message : "This browser cannot make a link.");
    }
    this.#field.value = link;
    this.#field.hidden = link === "";
    this.#panel.hidden = false;
    this.#button.ariaExpanded = "true";
    if (link) this.#field.focus({ preventScroll: true });
  }

  #say(text: string): void {
    part(this, "p", HTMLElement).textContent = text;
  }

  get #button(): HTMLButtonElement {
    return part(this, '[data-part="share"]', HTMLButtonElement);
  }

  get #panel(): HTMLElement {
    return part(this, ".panel", HTMLElement);
  }

  get #field(): HTMLInputElement {
    return part(this, "input", HTMLInputElement);
  }
}

/** Reports whether the browser let it: an insecure page or a frame may not. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

customElements.define("share-link", ShareLink);
