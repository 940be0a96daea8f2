// Keeps what a visitor made of a lesson's program, in this browser.

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Where storage is refused or full, drafts last as long as the page. */
export class Drafts {
  readonly #store: () => Store;
  readonly #here = new Map<string, string | null>();

  /** The store may throw, also when it is asked for. */
  constructor(store: () => Store = () => localStorage) {
    this.#store = store;
  }

  /** The draft of a lesson; null where there is none. */
  read(lesson: string): string | null {
    const here = this.#here.get(lesson);
    if (here !== undefined) return here;
    try {
      return this.#store().getItem(keyOf(lesson));
    } catch {
      return null;
    }
  }

  /** Keeps a draft; null forgets it. */
  write(lesson: string, text: string | null): void {
    this.#here.set(lesson, text);
    try {
      if (text === null) this.#store().removeItem(keyOf(lesson));
      else this.#store().setItem(keyOf(lesson), text);
    } catch {
      // It is kept here.
    }
  }
}

function keyOf(lesson: string): string {
  return `draft:${lesson}`;
}
