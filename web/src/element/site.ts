// Where the playground is.

/** The playground's own folder: where this script came from, unless its element has data-site, as it
 * must where a page has a copy of the script. */
export const SITE = new URL("./", siteURL(ownElement()));

function ownElement(): HTMLScriptElement | null {
  const { currentScript } = document;
  if (currentScript instanceof HTMLScriptElement) return currentScript;
  // A module is not told.
  return document.querySelector<HTMLScriptElement>('script[src$="/embed.js"], script[data-site]');
}

function siteURL(script: HTMLScriptElement | null): URL {
  const folder = script?.dataset["site"]?.replace(/\/?$/, "/"); // it is one, however it is written
  return new URL(folder ?? script?.src ?? "", document.baseURI);
}
