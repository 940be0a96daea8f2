// The site's service worker: what a visitor has opened opens again without a network. The host is
// asked first wherever what it has can have changed; Go's compiler keeps its own files.
//
// What a service worker fetches is under no page's content security policy. A program that the page
// confines must not leave the site through it: it answers for the site's own addresses alone, which
// that policy allows as well, and follows no redirection from them.

interface ServiceWorker {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(kind: "message", listener: (event: Extendable & { readonly data: Keep }) => void): void;
  addEventListener(kind: "fetch", listener: (event: Fetch) => void): void;
}

interface Extendable {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetch {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** A page, and what it has loaded before this worker could see it. */
export interface Keep {
  readonly urls: readonly string[];
}

const scope = globalThis as unknown as ServiceWorker;
const NAME = "poolground-pages";

/** Such a name changes with its content. */
const hashed = /-[0-9a-f]{16}(\.[a-z0-9]+)$/;

scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("message", (event) => event.waitUntil(keep(event.data.urls)));
scope.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && isOurs(event.request.url)) event.respondWith(answer(event.request));
});

function isOurs(url: string): boolean {
  const { scope: site } = scope.registration;
  return url.startsWith(site) && !url.startsWith(`${site}toolchain/`) && url !== `${site}service-worker.js`;
}

async function answer(request: Request): Promise<Response> {
  const url = address(request.url);
  const kept = hashed.test(url) ? await find(url) : undefined;
  if (kept) return kept;
  const opens = request.mode === "navigate"; // of which the browser itself follows redirections
  const old = await find(url);
  try {
    const asked = fetch(opens ? request : new Request(request, { redirect: "error" }));
    const response = await (old ? Promise.race([asked, after(PATIENCE_MS)]) : asked);
    if (mayKeep(response)) await put(url, response.clone());
    return response;
  } catch (error) {
    if (old) return old;
    if (opens) return notOpened();
    throw error;
  }
}

/** How long a host that says nothing keeps a visitor from what is here. */
const PATIENCE_MS = 5000;

function after(ms: number): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("no answer")), ms));
}

function mayKeep(response: Response): boolean {
  return response.status === 200 && !/\bno-store\b/.test(response.headers.get("Cache-Control") ?? "");
}

/** Stands for a page that was never opened. */
function notOpened(): Response {
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>No network</title>
<h1>No network</h1>
<p>This page has not been opened in this browser before, so it cannot be shown without a network.
What has been opened can: try <a href="${scope.registration.scope}">the playground</a>, or this page again when there is a network.</p>
`;
  return new Response(page, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

async function keep(urls: readonly string[]): Promise<void> {
  const ours = [...new Set(urls.filter(isOurs).map(address))];
  await Promise.all(ours.map(async (url) => {
    if (await find(url)) return;
    try {
      const response = await fetch(url, { redirect: "error" });
      if (mayKeep(response)) await put(url, response);
    } catch {
      // Without a network it is kept another time.
    }
  }));
  await dropOld(ours);
}

/** Removes earlier versions of what has a new one, and with them the pages that were not opened
 * since: such a page names what is gone. */
async function dropOld(urls: readonly string[]): Promise<void> {
  const newest = new Map(urls.filter((url) => hashed.test(url)).map((url) => [stem(url), url]));
  try {
    const cache = await caches.open(NAME);
    const kept = (await cache.keys()).map(({ url }) => url);
    const old = kept.filter((url) => (newest.get(stem(url)) ?? url) !== url);
    if (old.length === 0) return;
    const pages = kept.filter((url) => /(\/|\.html)$/.test(url) && !urls.includes(url));
    await Promise.all([...old, ...pages].map((url) => cache.delete(url)));
  } catch {
    // They do no harm.
  }
}

function stem(url: string): string {
  return url.replace(hashed, "$1");
}

/** A page is one, whatever its address asks it for. */
function address(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

async function find(url: string): Promise<Response | undefined> {
  try {
    return await (await caches.open(NAME)).match(url);
  } catch {
    return undefined; // storage is not allowed here
  }
}

async function put(url: string, response: Response): Promise<void> {
  try {
    await (await caches.open(NAME)).put(url, response);
  } catch {
    // It is full, or not allowed: the next visit needs a network.
  }
}
