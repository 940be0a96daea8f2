// <embed-frame>: a program inside somebody else's page, which is its host. It hears its host alone.
import { MAX_WORKERS } from "../page/address.ts";
import { CodeEditor } from "../page/code-editor.ts";
import { readLessons, type Lesson } from "../page/lessons.ts";
import { part } from "../page/part.ts";
import { PoolProgram, type ProgramEnd } from "../page/pool-program.ts";
import { WorkerCount } from "../page/worker-count.ts";
import { OpenLink } from "./open-link.ts";
import { readToFrame, sealed, type Settings, type Shown, type ToHost } from "./protocol.ts";
import { Relay, type Printed } from "./relay.ts";

export class EmbedFrame extends HTMLElement {
  readonly #lessons = readLessons();
  #host = "*"; // its origin, once it has spoken
  #height = 0;
  readonly #resized = new ResizeObserver(() => this.#tellHeight());
  #relay = new Relay((text, stream) => this.#tell({ kind: "output", text, stream }));

  connectedCallback(): void {
    window.addEventListener("message", this.#receive);
    this.addEventListener("programrun", () => this.#tell({ kind: "run" }));
    this.addEventListener("programprint", ({ detail }: CustomEventInit<Printed>) => {
      if (detail) this.#relay.print(detail);
    });
    this.addEventListener("programend", ({ detail }: CustomEventInit<ProgramEnd>) => {
      this.#relay.end();
      if (detail) this.#tell({ kind: "done", ...detail });
    });
    this.addEventListener("workerschange", () => (this.#link.workers = this.#workers.value));
    this.#resized.observe(this);
    this.#tell({ kind: "hello" });
    if (window.parent === window) this.#show({ lesson: this.#lessons[0]?.id ?? "" });
  }

  disconnectedCallback(): void {
    window.removeEventListener("message", this.#receive);
    this.#resized.disconnect();
  }

  readonly #receive = (event: MessageEvent<unknown>): void => {
    if (event.source !== window.parent || window.parent === window) return;
    if (this.#host !== "*" && event.origin !== this.#host) return;
    const message = readToFrame(event.data);
    if (message === null) return;
    // A sandboxed host has no origin that one could send to.
    if (event.origin !== "null") this.#host = event.origin;
    switch (message.kind) {
      case "open":
        this.#set(message.settings);
        return this.#show(message.shown);
      case "settings":
        return this.#set(message.settings);
      case "run":
        if (mayRun(event)) this.#program.run();
        return;
      case "stop":
        return this.#program.stop();
      default:
        message satisfies never;
    }
  };

  #set({ workers, view, theme, fill }: Settings): void {
    document.documentElement.dataset["theme"] = theme;
    document.documentElement.toggleAttribute("data-fill", fill);
    this.dataset["view"] = view.join(" ");
    this.#height = 0; // the host may have forgotten it
    this.#tellHeight();
    const count = Number.isInteger(workers) && workers >= 1 && workers <= MAX_WORKERS ? workers : 0;
    this.#workers.value = count;
    this.#link.workers = count;
  }

  #show(shown: Shown): void {
    const lesson = "text" in shown ? own(shown.text) : this.#lessons.find(({ id }) => id === shown.lesson);
    const missing = "lesson" in shown && !lesson ? `There is no lesson “${shown.lesson}”.` : "";
    this.#program.open(lesson ?? null, missing);
    // A lesson's tokens are marked; these have to be.
    if (lesson?.own) void part(this, "code-editor", CodeEditor).load();
    this.#link.lesson = lesson?.own ? "" : (lesson?.id ?? "");
    document.title = `${lesson?.title ?? "No such lesson"} – Poolground`;
    this.#tellHeight();
    this.#tell({ kind: "ready", title: lesson?.title ?? missing });
  }

  #tellHeight(): void {
    const height = Math.ceil(this.getBoundingClientRect().height);
    if (height === this.#height || document.documentElement.hasAttribute("data-fill")) return;
    this.#height = height;
    this.#tell({ kind: "height", height });
  }

  #tell(message: ToHost): void {
    if (window.parent !== window) window.parent.postMessage(sealed(message), this.#host);
  }

  get #program(): PoolProgram {
    return part(this, "pool-program", PoolProgram);
  }

  get #workers(): WorkerCount {
    return part(this, "worker-count", WorkerCount);
  }

  get #link(): OpenLink {
    return part(this, "open-link", OpenLink);
  }
}

/** A program of the host's. */
function own(text: string): Lesson {
  const code = document.createElement("code");
  code.textContent = text;
  return { id: "", title: "main.go", text: "", go: code.innerHTML, python: "", program: { name: "" }, own: true };
}

/** Whether somebody has clicked or pressed a key in the host page. embed.js asks the same; where a
 * browser lets the frame know, it does not rely on that. */
function mayRun(event: MessageEvent): boolean {
  if (!("userActivation" in MessageEvent.prototype)) return true;
  const { userActivation } = event as { userActivation?: UserActivation | null };
  return userActivation?.hasBeenActive ?? false;
}

customElements.define("embed-frame", EmbedFrame);
