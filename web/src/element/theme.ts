// Whether the page around an element is light or dark, and when that changes.
import type { Theme } from "../embed/protocol.ts";

/** Attributes in which frameworks name a page's theme. */
const NAMES = ["data-theme", "data-color-mode", "data-color-scheme", "data-bs-theme", "data-md-color-scheme", "data-mode"];

const WORDS: Partial<Record<string, Theme>> = { dark: "dark", light: "light", slate: "dark", "theme-dark": "dark", "theme-light": "light" };

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

/** What the page says is heard first; then what it looks like; then what the reader prefers. */
export function themeAround(element: Element): Theme {
  const around = [...ancestors(element)];
  for (const each of around) {
    const said = themeOf(each);
    if (said) return said;
  }
  for (const each of around) {
    const seen = brightness(getComputedStyle(each).backgroundColor);
    if (seen !== null) return seen < 0.5 ? "dark" : "light";
  }
  const scheme = getComputedStyle(element).colorScheme.replace("only", "").trim();
  return WORDS[scheme] ?? (prefersDark.matches ? "dark" : "light");
}

/** Calls changed when the theme around an element may be another; it returns what ends that. */
export function watchTheme(element: Element, changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  for (const each of ancestors(element)) observer.observe(each, { attributes: true });
  prefersDark.addEventListener("change", changed);
  // A page may change its style sheets, and one that has just been read may still wait for them.
  observer.observe(document.head, { attributes: true, childList: true, characterData: true, subtree: true });
  const loaded = ({ target }: Event): void => {
    if (target instanceof HTMLLinkElement || target instanceof HTMLStyleElement) changed();
  };
  document.addEventListener("load", loaded, true);
  // A page may fade from one theme to the other.
  document.addEventListener("transitionend", changed);
  return () => {
    observer.disconnect();
    prefersDark.removeEventListener("change", changed);
    document.removeEventListener("load", loaded, true);
    document.removeEventListener("transitionend", changed);
  };
}

function* ancestors(element: Element): Generator<Element> {
  for (let node: Node | null = element.parentNode; node; node = node instanceof ShadowRoot ? node.host : node.parentNode) {
    if (node instanceof Element) yield node;
  }
}

function themeOf(element: Element): Theme | undefined {
  for (const name of NAMES) {
    const said = WORDS[element.getAttribute(name) ?? ""];
    if (said) return said;
  }
  for (const word of ["dark", "light", "theme-dark", "theme-light"]) {
    if (element.classList.contains(word)) return WORDS[word];
  }
  return undefined;
}

/** How bright a computed colour is, from 0 to 1; null where one sees through it, or it is not understood. */
function brightness(color: string): number | null {
  const [, form = "", list = ""] = /^(\w+)\(([^)]*)\)$/.exec(color) ?? [];
  const [first = NaN, second = NaN, third = NaN, alpha = 1] = list.replace(/^[a-z][\w-]* /, "").split(/[\s,/]+/).map(Number);
  if (Number.isNaN(first) || alpha < 0.5) return null;
  switch (form) {
    case "oklab":
    case "oklch":
      return first;
    case "lab":
    case "lch":
      return first / 100;
    case "color": // of a space with red, green and blue
      return luma(first, second, third);
    case "rgb":
    case "rgba":
      return luma(first, second, third) / 255;
    default:
      return null;
  }
}

function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
