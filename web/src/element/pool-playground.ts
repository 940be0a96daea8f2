// <pool-playground>: shows what it holds until its frame, which runs the program, is there.
import { VIEWS, type Settings, type Shown, type Theme, type ToHost } from "../embed/protocol.ts";
import type { PoolPlayground } from "./api.d.ts";
import { Frame } from "./frame.ts";
import { whenNear } from "./near.ts";
import { fetchSource, ownSource } from "./source.ts";
import { style } from "./style.ts";
import { themeAround, watchTheme } from "./theme.ts";

type State = "waiting" | "loading" | "ready" | "failed";

const NOT_IN_PAGE = "The element is not in the page, so its program cannot run: put it there first.";

/** A caller of run(), who waits for the frame. */
interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class PlaygroundElement extends HTMLElement implements PoolPlayground {
  static readonly observedAttributes = ["lesson", "src", "workers", "theme", "view", "height"];

  readonly #note = document.createElement("p");
  readonly #button = document.createElement("button");
  #frame: Frame | null = null; // from the first sign of interest on
  #theme: Theme = "light";
  #source: string | null = null; // of setSource
  #shown: Shown | null = null; // once it is known
  #opening = new AbortController();
  #disconnect = (): void => {};
  #waiting: Waiting[] = [];

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style];
    this.#note.role = "status";
    this.#button.type = "button";
    this.#button.textContent = "Run";
    this.#button.addEventListener("click", () => {
      this.run().catch(() => {}); // the note says it
    });
    root.append(document.createElement("slot"), this.#note);
  }

  connectedCallback(): void {
    this.#show("waiting");
    this.#setHeight();
    this.#theme = this.#themeNow();
    const unwatch = watchTheme(this, () => this.#takeTheme());
    let leave = (): void => {};
    if (this.getAttribute("run") === "click") this.#note.before(this.#button);
    else leave = whenNear(this, () => this.#load());
    this.#disconnect = () => {
      unwatch();
      leave();
    };
  }

  disconnectedCallback(): void {
    this.#disconnect();
    this.#opening.abort();
    this.#frame?.close();
    this.#frame = null;
    this.#shown = null;
    this.#show("waiting");
    this.#giveUp(new Error(NOT_IN_PAGE));
  }

  attributeChangedCallback(name: string): void {
    if (name === "height") this.#setHeight();
    if (name === "theme") this.#theme = this.#themeNow();
    if (!this.#frame) return;
    if (name === "lesson" || name === "src") this.#open();
    else this.#settle();
  }

  async run(): Promise<void> {
    if (!this.isConnected) throw new Error(NOT_IN_PAGE);
    if (!navigator.userActivation.isActive) {
      throw new DOMException("A program runs only when the reader has just clicked or pressed a key in the page.", "NotAllowedError");
    }
    if (this.dataset["state"] !== "ready") {
      this.#load();
      await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    }
    this.#frame?.send({ kind: "run" });
  }

  stop(): void {
    this.#frame?.send({ kind: "stop" });
  }

  setSource(text: string): void {
    this.#source = text;
    if (this.#frame) this.#open();
  }

  #load(): void {
    if (this.#frame && this.dataset["state"] !== "failed") return;
    this.#frame?.close();
    this.#show("loading");
    this.#button.disabled = true;
    this.#frame = new Frame({ hear: (message) => this.#hear(message), fail: (sentence) => this.#fail(sentence) });
    this.#frame.element.addEventListener("load", () => this.#setHeight());
    this.shadowRoot?.append(this.#frame.element);
    this.#open();
  }

  /** Finds out what is to be shown, and shows it. */
  #open(): void {
    this.#opening.abort();
    this.#opening = new AbortController();
    const { signal } = this.#opening;
    this.#find(signal).then(
      (shown) => {
        if (signal.aborted) return;
        this.#shown = shown;
        this.#frame?.send({ kind: "open", shown, settings: this.#settings });
      },
      (error: unknown) => {
        if (!signal.aborted) this.#fail(error instanceof Error ? error.message : String(error));
      },
    );
  }

  async #find(signal: AbortSignal): Promise<Shown> {
    if (this.#source !== null) return { text: this.#source };
    const [src, lesson] = [this.getAttribute("src"), this.getAttribute("lesson")];
    if (src) return { text: await fetchSource(src, signal) };
    if (lesson) return { lesson };
    await parsed();
    const text = ownSource(this);
    if (text === "") throw new Error("There is no program here: pool-playground needs a lesson, a src or a <pre>.");
    return { text };
  }

  #hear(message: ToHost): void {
    switch (message.kind) {
      case "hello":
        if (this.#shown) this.#frame?.send({ kind: "open", shown: this.#shown, settings: this.#settings });
        return;
      case "ready":
        return this.#ready(message.title);
      case "height":
        // A frame that has yet to hear of a given height tells its own.
        if (this.#heightGiven === "") this.#frame?.element.style.setProperty("height", `${message.height + 2}px`); // and its border
        return;
      case "run":
        return this.#tell("pool-run", null);
      case "output":
        return this.#tell("pool-output", { text: message.text, stream: message.stream });
      case "done":
        return this.#tell("pool-done", { state: message.state, status: message.status });
      default:
        message satisfies never;
    }
  }

  #ready(title: string): void {
    if (this.#frame) this.#frame.element.title = `${title}: a Go program that can be run`;
    this.#show("ready");
    this.#tell("pool-ready", { title });
    const waiting = this.#waiting.splice(0);
    for (const { resolve } of waiting) resolve();
  }

  /** What the element holds stays, with a sentence below it. */
  #fail(sentence: string): void {
    this.#show("failed", sentence);
    this.#giveUp(new Error(sentence));
    this.#button.disabled = false;
  }

  #giveUp(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  #show(state: State, note = ""): void {
    this.dataset["state"] = state;
    this.#note.textContent = note;
  }

  get #settings(): Settings {
    const view = (this.getAttribute("view") ?? "").split(/[\s,]+/);
    const chosen = VIEWS.filter((each) => view.includes(each));
    return {
      workers: Number(this.getAttribute("workers") ?? 0) || 0,
      view: chosen.length > 0 ? chosen : VIEWS,
      theme: this.#theme,
      fill: this.#heightGiven !== "",
    };
  }

  #settle(): void {
    this.#frame?.send({ kind: "settings", settings: this.#settings });
  }

  #takeTheme(): void {
    const now = this.#themeNow();
    if (now === this.#theme) return;
    this.#theme = now;
    this.#settle();
  }

  #themeNow(): Theme {
    const theme = this.getAttribute("theme");
    return theme === "light" || theme === "dark" ? theme : themeAround(this);
  }

  /** A CSS length; "" where the content says it. */
  get #heightGiven(): string {
    const height = this.getAttribute("height")?.trim() ?? "";
    if (/^\d+$/.test(height)) return `${height}px`;
    return height !== "auto" && CSS.supports("height", height) ? height : "";
  }

  #setHeight(): void {
    if (this.#heightGiven) this.#frame?.element.style.setProperty("height", this.#heightGiven);
  }

  #tell(event: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(event, { detail, bubbles: true, composed: true }));
  }
}

/** Resolves when the page has been read, and with it what the element holds. */
function parsed(): Promise<void> {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("DOMContentLoaded", () => resolve(), { once: true }));
}
