// Fetches the toolchain's files: a few at a time, each unpacked, counted and kept.

import { Store } from "./store";
import { counted, unpack } from "./unpack";
import type { Manifest, ToolchainFile } from "./manifest";
import { readManifest } from "./manifest";
import type { Progress } from "./protocol";

/** Why there is no compiler. */
export class Unavailable extends Error {
  override name = "Unavailable";
}

/** How many files are asked for at once. */
const width = 8;

type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

export class Downloads {
  readonly #base: URL;
  readonly #store = new Store();
  readonly #report: (progress: Progress) => void;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #progress: Progress = { loaded: 0, total: 0 };

  constructor(base: URL, report: (progress: Progress) => void) {
    this.#base = base;
    this.#report = report;
  }

  async manifest(): Promise<Manifest> {
    const url = new URL("manifest.json", this.#base).href;
    const [response, fresh] = await this.#newest(url);
    const copy = response.clone();
    const manifest = readManifest(await response.text());
    if (typeof manifest === "string") throw new Unavailable(manifest);
    if (fresh) void this.#tidy(url, copy, manifest);
    return manifest;
  }

  /** Gives a file's unpacked bytes to read, and what that makes of them back. A file that does not
   * arrive whole is not kept. */
  async file<T>(file: ToolchainFile, read: (body: Body) => Promise<T>): Promise<T> {
    this.#progress.total += file.size;
    this.#report(this.#progress);
    if (this.#running === width) await new Promise<void>((resume) => this.#waiting.push(resume));
    else this.#running++;
    try {
      return await this.#read(file, read);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
      if (this.#running === 0) this.#progress = { loaded: 0, total: 0 };
    }
  }

  async #read<T>(file: ToolchainFile, read: (body: Body) => Promise<T>): Promise<T> {
    const url = new URL(file.url, this.#base).href;
    const kept = await this.#store.get(url);
    const response = kept ?? (await this.#fetch(url, "default"));
    if (response.body === null) throw new Unavailable(`${url} is empty`);
    const keeping = kept === null ? this.#store.put(url, response.clone()) : null;
    try {
      const body = await unpack(response.body);
      return await read(body.pipeThrough(counted((bytes) => this.#count(bytes))));
    } catch (error) {
      void Promise.resolve(keeping).then(() => this.#store.forget(url));
      throw new Unavailable(`${url} did not arrive whole: ${reasonOf(error)}`);
    }
  }

  #count(bytes: number): void {
    this.#progress.loaded += bytes;
    this.#report(this.#progress);
  }

  /** Says too whether the response comes from the host. */
  async #newest(url: string): Promise<[Response, boolean]> {
    try {
      return [await this.#fetch(url, "no-cache"), true];
    } catch (error) {
      const kept = await this.#store.get(url);
      if (kept === null) throw error;
      return [kept, false];
    }
  }

  async #fetch(url: string, cache: RequestCache): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(url, { cache });
    } catch {
      throw new Unavailable(`the compiler could not be loaded: offline, or ${url} is refused by the server or a policy`);
    }
    if (!response.ok) throw new Unavailable(`the compiler could not be loaded: ${url}: ${`${response.status} ${response.statusText}`.trim()}`);
    return response;
  }

  async #tidy(url: string, response: Response, manifest: Manifest): Promise<void> {
    await this.#store.put(url, response);
    const files = [...Object.values(manifest.tools), ...Object.values(manifest.packages).map((each) => each.file)];
    await this.#store.keepOnly(new Set([url, ...files.map((file) => new URL(file.url, this.#base).href)]));
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
