// Lets the site's service worker keep what this page has loaded, so that it opens again without a
// network. Where there can be none, as in a page that is not secure, nothing is missed.
import type { Keep } from "../offline/service-worker.ts";

/** The page's own folder may be below the site's: the script that it loaded is not. */
const script = new URL("../service-worker.js", import.meta.url);

async function keepForOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(script);
  } catch {
    return; // storage is not allowed here
  }
  // The worker sees what is asked for from here on.
  const controller = navigator.serviceWorker.controller ?? (await controlled());
  const keep = (urls: string[]): void => controller?.postMessage({ urls: [location.href, ...urls] } satisfies Keep);
  keep([]);
  // What had begun to load before is heard of when it has come.
  new PerformanceObserver((list) => keep(list.getEntries().map(({ name }) => name))).observe({ type: "resource", buffered: true });
}

function controlled(): Promise<ServiceWorker | null> {
  return new Promise((resolve) => {
    const { serviceWorker } = navigator;
    serviceWorker.addEventListener("controllerchange", () => resolve(serviceWorker.controller), { once: true });
  });
}

if (document.readyState === "complete") void keepForOffline();
else addEventListener("load", () => void keepForOffline(), { once: true });
