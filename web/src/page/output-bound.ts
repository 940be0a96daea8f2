// How much of a program's output is shown: one in an endless loop must not eat the page.

export const MOST_CHARACTERS = 1_000_000;
export const MOST_LINES = 10_000;

export class OutputBound {
  #characters = MOST_CHARACTERS;
  #lines = MOST_LINES;
  #cut = false;

  /** Whether something was left out. */
  get cut(): boolean {
    return this.#cut;
  }

  /** The part of a text that is still shown; once something was left out, nothing is. */
  take(text: string): string {
    if (this.#cut) return "";
    let end = this.#endOfLines(text);
    if (end > this.#characters) end = this.#characters;
    if (end < text.length) {
      this.#cut = true;
      if (isHighSurrogate(text.charCodeAt(end - 1))) end--; // no half characters
    }
    this.#characters -= end;
    return text.slice(0, end);
  }

  /** Where the lines end that there is room for. */
  #endOfLines(text: string): number {
    for (let at = 0; ; ) {
      const next = text.indexOf("\n", at) + 1;
      if (next === 0) return this.#lines > 0 ? text.length : at;
      if (this.#lines === 0) return at;
      this.#lines--;
      at = next;
    }
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
