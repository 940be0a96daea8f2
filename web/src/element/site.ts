// Where the playground is: where this script came from.

/** The playground's own folder. */
export const SITE = new URL("./", scriptURL());

function scriptURL(): string {
  const { currentScript } = document;
  if (currentScript instanceof HTMLScriptElement && currentScript.src) return currentScript.src;
  // As a module, a script does not know its element.
  for (const { src } of document.querySelectorAll<HTMLScriptElement>("script[src]")) {
    if (new URL(src).pathname.endsWith("/embed.js")) return src;
  }
  return document.baseURI;
}
