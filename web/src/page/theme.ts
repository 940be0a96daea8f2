// Tells when the page's theme is another: chosen by hand, or by the system.

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Calls changed whenever the theme may be another, until the function that it returns is called. */
export function onTheme(changed: () => void): () => void {
  const chosen = new MutationObserver(changed);
  chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  dark.addEventListener("change", changed);
  return () => {
    chosen.disconnect();
    dark.removeEventListener("change", changed);
  };
}
