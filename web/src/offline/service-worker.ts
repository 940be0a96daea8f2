// The site's service worker: what a visitor has opened opens again without a network. The host is
// asked first wherever what it has can have changed; Go's compiler keeps its own files.

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

/** What a page has loaded before this worker could see it. */
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
  try {
    const response = await fetch(request);
    if (response.ok) await put(url, response.clone());
    return response;
  } catch (error) {
    const old = await find(url);
    if (old) return old;
    throw error;
  }
}

async function keep(urls: readonly string[]): Promise<void> {
  const ours = [...new Set(urls.filter(isOurs).map(address))];
  await Promise.all(ours.map(async (url) => {
    if (await find(url)) return;
    try {
      const response = await fetch(url);
      if (response.ok) await put(url, response);
    } catch {
      // Without a network it is kept another time.
    }
  }));
  await dropOld(ours);
}

/** Removes earlier versions of what has a new one. */
async function dropOld(urls: readonly string[]): Promise<void> {
  const newest = new Map(urls.filter((url) => hashed.test(url)).map((url) => [stem(url), url]));
  try {
    const cache = await caches.open(NAME);
    for (const { url } of await cache.keys()) {
      const now = newest.get(stem(url));
      if (now !== undefined && now !== url) await cache.delete(url);
    }
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
