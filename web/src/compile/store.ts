// Keeps the toolchain's files in the browser's cache, as far as the browser has one.

const name = "poolground-toolchain";

/** Never fails: without a cache, everything is fetched anew. */
export class Store {
  #cache: Promise<Cache | null> | null = null;

  async get(url: string): Promise<Response | null> {
    try {
      return (await (await this.#open())?.match(url)) ?? null;
    } catch {
      return null;
    }
  }

  /** Keeps a response, whose body is read for it. */
  async put(url: string, response: Response): Promise<void> {
    try {
      const cache = await this.#open();
      if (cache !== null) await cache.put(url, response);
      else await response.body?.cancel();
    } catch {
      // It is full, or it is not allowed here.
    }
  }

  async forget(url: string): Promise<void> {
    try {
      await (await this.#open())?.delete(url);
    } catch {
      // It could not be read either.
    }
  }

  /** Removes what an earlier toolchain left. */
  async keepOnly(urls: ReadonlySet<string>): Promise<void> {
    try {
      const cache = await this.#open();
      if (cache === null) return;
      const old = (await cache.keys()).filter((request) => !urls.has(request.url));
      await Promise.all(old.map((request) => cache.delete(request)));
    } catch {
      // They do no harm.
    }
  }

  /** caches is missing where the page is not secure, and throws where storage is forbidden. */
  async #open(): Promise<Cache | null> {
    this.#cache ??= (async () => {
      try {
        return await caches.open(name);
      } catch {
        return null;
      }
    })();
    return this.#cache;
  }
}
