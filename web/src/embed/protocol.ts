// What <pool-playground> in a host page and its frame, a page of the playground, say to each other.
//
// Each message is an object with the version under "poolground". The two sides may be of different
// ages: a host page may hold an embed.js of years ago. So nothing here ever changes its meaning,
// "hello" least of all; a version may add kinds and members, and who does not know one passes over
// it. A frame speaks every version up to its own, and answers in that of the host's "open".

export const VERSION = 1;

export const VIEWS = ["code", "output", "timeline"] as const;
export type View = (typeof VIEWS)[number];
export type Theme = "light" | "dark";
export type Stream = "stdout" | "stderr";
export type Outcome = "done" | "failed" | "stopped";

/** How a frame looks. */
export interface Settings {
  /** 0: one a core. */
  readonly workers: number;
  readonly view: readonly View[];
  readonly theme: Theme;
  /** The frame has a height of its own, which it fills; else it tells the one that it needs. */
  readonly fill: boolean;
}

/** What a frame shows: a lesson of the site, or a program's text. */
export type Shown = { readonly lesson: string } | { readonly text: string };

/** From the host. */
export type ToFrame =
  | { readonly kind: "open"; readonly shown: Shown; readonly settings: Settings }
  | { readonly kind: "settings"; readonly settings: Settings }
  /** Is refused where the browser says that nobody has clicked or pressed a key in the host page. */
  | { readonly kind: "run" }
  | { readonly kind: "stop" };

/** From the frame. */
export type ToHost =
  /** The frame listens. It says so again if it was loaded anew. */
  | { readonly kind: "hello" }
  /** What was asked for is shown. */
  | { readonly kind: "ready"; readonly title: string }
  | { readonly kind: "height"; readonly height: number }
  | { readonly kind: "run" }
  | { readonly kind: "output"; readonly text: string; readonly stream: Stream }
  /** Every "run" is followed by one of these; status is a sentence. */
  | { readonly kind: "done"; readonly state: Outcome; readonly status: string };

/** A message as it is sent. */
export function sealed(message: ToFrame | ToHost): object {
  return { poolground: VERSION, ...message };
}

type Fields = Partial<Record<string, unknown>>;

/** What a host says; null where it is nothing that a frame knows. */
export function readToFrame(data: unknown): ToFrame | null {
  const message = opened(data);
  switch (message?.["kind"]) {
    case "open": {
      const [shown, settings] = [readShown(message["shown"]), readSettings(message["settings"])];
      return shown && settings && { kind: "open", shown, settings };
    }
    case "settings": {
      const settings = readSettings(message["settings"]);
      return settings && { kind: "settings", settings };
    }
    case "run":
    case "stop":
      return { kind: message["kind"] };
    default:
      return null;
  }
}

/** What a frame says; null where it is nothing that a host knows. */
export function readToHost(data: unknown): ToHost | null {
  const message = opened(data);
  if (message === null) return null;
  const { kind, title, height, text, stream, state, status } = message;
  switch (kind) {
    case "hello":
    case "run":
      return { kind };
    case "ready":
      return typeof title === "string" ? { kind, title } : null;
    case "height":
      return typeof height === "number" && height >= 0 && height < 1e5 ? { kind, height } : null;
    case "output":
      return typeof text === "string" && (stream === "stdout" || stream === "stderr") ? { kind, text, stream } : null;
    case "done":
      if (typeof status !== "string") return null;
      return state === "done" || state === "failed" || state === "stopped" ? { kind, state, status } : null;
    default:
      return null;
  }
}

function opened(data: unknown): Fields | null {
  const fields = fieldsOf(data);
  const version = fields?.["poolground"];
  return typeof version === "number" && version >= 1 && version <= VERSION ? fields : null;
}

function readShown(value: unknown): Shown | null {
  const { lesson, text } = fieldsOf(value) ?? {};
  if (typeof lesson === "string") return { lesson };
  return typeof text === "string" ? { text } : null;
}

function readSettings(value: unknown): Settings | null {
  const { workers, view, theme, fill } = fieldsOf(value) ?? {};
  if (typeof workers !== "number" || !Array.isArray(view)) return null;
  return {
    workers,
    view: VIEWS.filter((each) => view.includes(each)),
    theme: theme === "dark" ? "dark" : "light",
    fill: fill === true,
  };
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null ? value : null;
}
