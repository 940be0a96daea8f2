// Knows whether anything can still wake a Go program that waits.

/** Watches the JavaScript functions that a program makes of its own. */
export class Waits {
  readonly #go: Go;
  #functions = 0;

  constructor(go: Go) {
    this.#go = go;
    const make = go._makeFuncWrapper.bind(go);
    go._makeFuncWrapper = (id) => {
      this.#functions++;
      return make(id);
    };
  }

  /** A function that Go made for one call of fs has been called. */
  done(): void {
    this.#functions--;
  }

  /** Whether neither a timer nor a function can call the program. Functions that it made for
   * others count for ever, so it may say false too often. */
  get over(): boolean {
    return this.#functions === 0 && this.#go._scheduledTimeouts.size === 0;
  }
}
