// The buttons of the timeline: zoom, table, save, open.
import { part } from "../page/part.ts";
import type { PoolEvent } from "../runtime/poolground.ts";
import type { Picture } from "./picture.ts";
import { Popup } from "./popup.ts";
import { eventsOf, MOST_BYTES, TraceError } from "./read-trace.ts";
import { savePng, saveSvg, saveTrace } from "./save.ts";
import { bytes } from "./units.ts";

/** What the buttons do it to. */
export interface Tooled {
  zoom: (factor: number) => void;
  showAll: () => void;
  table: (is: boolean) => void;
  events: () => readonly PoolEvent[];
  show: (events: readonly PoolEvent[]) => void;
  picture: () => Picture;
}

export interface ToolState {
  readonly live: boolean;
  readonly empty: boolean;
  readonly zoomed: boolean;
}

/** How much nearer a press shows. */
const STEP = 2;

export class TimelineTools {
  readonly #root: HTMLElement;
  readonly #target: Tooled;
  #state: ToolState = { live: false, empty: true, zoomed: false };

  constructor(root: HTMLElement, target: Tooled) {
    this.#root = root;
    this.#target = target;
    const [save] = [...root.querySelectorAll<HTMLElement>(".popup")].map((popup) => new Popup(popup));
    const chosen = (f: () => void) => (): void => {
      save?.close();
      this.#button("save").focus();
      f();
    };
    const toSave = (f: () => void | Promise<void>) => chosen(() => void this.#try("The run could not be saved", f));
    this.#on("in", () => target.zoom(STEP));
    this.#on("out", () => target.zoom(1 / STEP));
    this.#on("all", () => target.showAll());
    this.#on("table", () => this.#toggle());
    this.#on("trace", toSave(() => saveTrace(target.events())));
    this.#on("png", toSave(() => savePng(target.picture())));
    this.#on("svg", toSave(() => saveSvg(target.picture())));
    this.#on("open", chosen(() => this.#field.click()));
    this.#field.addEventListener("change", () => {
      const file = this.#field.files?.[0];
      this.#field.value = ""; // the same file may be chosen again
      if (file) void this.#open(file);
    });
  }

  /** Shows which buttons have something to do. They keep the focus when they have not. */
  update(state: ToolState): void {
    this.#state = state;
    const { live, empty, zoomed } = state;
    const idle = { in: empty, out: !zoomed, all: !zoomed, trace: empty, png: empty, svg: empty, open: live };
    for (const [name, is] of Object.entries(idle)) this.#button(name).ariaDisabled = String(is);
  }

  /** Says what went wrong, or, with nothing to say, forgets it. */
  say(text: string): void {
    part(this.#root, ".said", HTMLElement).textContent = text;
  }

  #toggle(): void {
    const button = this.#button("table");
    const is = button.ariaPressed !== "true";
    button.ariaPressed = String(is);
    this.#target.table(is);
  }

  async #open(file: File): Promise<void> {
    await this.#try(`${file.name} cannot be shown`, async () => {
      if (file.size > MOST_BYTES) throw new TraceError(`it has ${bytes(file.size)}, and the most is ${bytes(MOST_BYTES)}. Perfetto opens larger ones.`);
      const events = eventsOf(await file.text());
      if (this.#state.live) throw new TraceError("a program runs. Open it when that has ended.");
      this.#target.show(events);
    });
  }

  async #try(failed: string, f: () => void | Promise<void>): Promise<void> {
    this.say("");
    try {
      await f();
    } catch (error) {
      this.say(`${failed}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #on(name: string, f: () => void): void {
    const button = this.#button(name);
    button.addEventListener("click", () => {
      if (button.ariaDisabled !== "true") f();
    });
  }

  #button(name: string): HTMLButtonElement {
    return part(this.#root, `[data-do="${name}"]`, HTMLButtonElement);
  }

  get #field(): HTMLInputElement {
    return part(this.#root, "input[type=file]", HTMLInputElement);
  }
}
