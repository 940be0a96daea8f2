// The host page's end of a frame: makes it, hears it, says why it does not come.
import { readToHost, sealed, type ToFrame, type ToHost } from "../embed/protocol.ts";
import { SITE } from "./site.ts";

/** How long after it was loaded a frame may take to be heard, in ms: it said hello before. */
const GRACE_MS = 2000;

/** How long a frame may take to load before the reader is told, in ms. It is heard later, too. */
const SLOW_MS = 30_000;

export interface FrameListener {
  /** A message of the frame. */
  readonly hear: (message: ToHost) => void;
  /** The frame does not come, for all one knows. */
  readonly fail: (sentence: string) => void;
}

export class Frame {
  readonly element = document.createElement("iframe");
  readonly #listener: FrameListener;
  #timer: ReturnType<typeof setTimeout>;
  #greeted = false;

  constructor(listener: FrameListener) {
    this.#listener = listener;
    this.element.src = new URL("embed.html", SITE).href;
    this.element.title = "Go program";
    // A page that is isolated holds no frame without headers of its own, save one without the
    // playground's cookies and cache.
    if (window.crossOriginIsolated) this.#leaveCredentials();
    this.element.addEventListener("load", this.#loaded);
    window.addEventListener("message", this.#receive);
    document.addEventListener("securitypolicyviolation", this.#refused);
    this.#timer = setTimeout(this.#failed, SLOW_MS);
  }

  /** A frame that has not said hello hears nothing. */
  send(message: ToFrame): void {
    if (!this.#greeted) return;
    // A sandboxed page has no origin, nor have its frames. includeUserActivation lets the frame know
    // whether somebody has clicked here, in browsers that can tell it.
    const options = { targetOrigin: window.origin === "null" ? "*" : SITE.origin, includeUserActivation: true };
    this.element.contentWindow?.postMessage(sealed(message), options);
  }

  close(): void {
    this.element.remove();
    window.removeEventListener("message", this.#receive);
    document.removeEventListener("securitypolicyviolation", this.#refused);
    clearTimeout(this.#timer);
  }

  readonly #receive = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source === null || source !== this.element.contentWindow) return;
    if (origin !== SITE.origin && !(origin === "null" && window.origin === "null")) return;
    const message = readToHost(data);
    if (message === null) return;
    this.#greeted = true;
    clearTimeout(this.#timer);
    this.#listener.hear(message);
  };

  readonly #loaded = (): void => {
    if (this.#greeted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#unheard, GRACE_MS);
  };

  /** A page with a COEP header refuses the frame; Chromium takes it without credentials. */
  readonly #unheard = (): void => {
    if (!this.#leaveCredentials()) return this.#failed();
    this.#timer = setTimeout(this.#failed, SLOW_MS);
    this.element.src = new URL("embed.html", SITE).href;
  };

  /** Reports whether that is new, and may help. */
  #leaveCredentials(): boolean {
    if (window.origin === "null" || !("credentialless" in this.element) || this.element.credentialless) return false;
    this.element.credentialless = true;
    return true;
  }

  readonly #refused = ({ blockedURI, effectiveDirective }: SecurityPolicyViolationEvent): void => {
    if (this.#greeted || effectiveDirective !== "frame-src" || !blockedURI.startsWith(SITE.origin)) return;
    clearTimeout(this.#timer);
    this.element.removeEventListener("load", this.#loaded);
    this.#listener.fail(`This program cannot be run here: the page’s content security policy refuses frames of ${SITE.origin}. It must name that as frame-src.`);
  };

  readonly #failed = (): void => {
    const sandboxed = window.origin === "null" ? " The page is in a sandbox: it must have allow-same-origin, or the playground’s host must send CORS headers." : "";
    this.#listener.fail(`This program cannot be run now: ${SITE.origin} cannot be reached, or this page or its browser refuses its frame.${sandboxed}`);
  };
}

declare global {
  interface HTMLIFrameElement {
    credentialless?: boolean;
  }
}
