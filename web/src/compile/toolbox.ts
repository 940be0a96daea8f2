// What the worker has of the toolchain: the modules of tools, the archives of packages.

import type { Downloads } from "./downloads";
import { lookUp, type Manifest, type ToolName, type ToolchainFile } from "./manifest";
import type { Kept } from "./protocol";
import { readAll } from "./unpack";

type Bytes = Uint8Array<ArrayBuffer>;

/** Loads each thing once. What could not be loaded is tried again when it is next asked for. */
export class Toolbox {
  readonly #downloads: Downloads;
  readonly #onKept: (kept: Kept) => void;
  readonly #loading = new Map<string, Promise<unknown>>();
  #kept: Kept;

  /** onKept is told when there is more that the page can give to the next worker. */
  constructor(downloads: Downloads, kept: Kept, onKept: (kept: Kept) => void) {
    this.#downloads = downloads;
    this.#kept = kept;
    this.#onKept = onKept;
  }

  async manifest(): Promise<Manifest> {
    if (this.#kept.manifest !== null) return this.#kept.manifest;
    return this.#once("manifest", async () => {
      const manifest = await this.#downloads.manifest();
      this.#keep({ manifest });
      return manifest;
    });
  }

  /** Whether a tool has been loaded, by this worker or one before it. */
  has(name: ToolName): boolean {
    return this.#kept.tools[name] !== undefined;
  }

  async tool(name: ToolName): Promise<WebAssembly.Module> {
    const kept = this.#kept.tools[name];
    if (kept !== undefined) return kept;
    const file = (await this.manifest()).tools[name];
    return this.#once(file.url, async () => {
      const module = await this.#file(file, compile);
      this.#keep({ tools: { ...this.#kept.tools, [name]: module } });
      return module;
    });
  }

  /** Returns the archives of packages that the manifest has. */
  async archives(packages: readonly string[]): Promise<Map<string, Bytes>> {
    const manifest = await this.manifest();
    const archives = await Promise.all(packages.map((path) => this.#archive(manifest, path)));
    if (packages.join() !== this.#kept.packages.join()) this.#keep({ packages: [...packages] });
    return new Map(packages.map((path, i) => [path, archives[i] ?? new Uint8Array(0)]));
  }

  #archive(manifest: Manifest, path: string): Promise<Bytes> {
    const file = lookUp(manifest, path)?.file;
    if (file === undefined) return Promise.reject(new Error(`the toolchain lacks ${path}`));
    return this.#once(file.url, () => this.#file(file, (body) => readAll(body, file.size)));
  }

  /** A file that cannot be had may be of a toolchain that the site no longer has: ask anew. */
  async #file<T>(file: ToolchainFile, read: (body: ReadableStream<Bytes>) => Promise<T>): Promise<T> {
    try {
      return await this.#downloads.file(file, read);
    } catch (error) {
      this.#loading.delete("manifest");
      this.#keep({ manifest: null });
      throw error;
    }
  }

  #keep(more: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...more };
    this.#onKept(this.#kept);
  }

  #once<T>(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.#loading.get(key);
    if (known !== undefined) return known as Promise<T>;
    const loading = load();
    this.#loading.set(key, loading);
    loading.catch(() => this.#loading.delete(key));
    return loading;
  }
}

/** Compiles while it loads. */
function compile(body: ReadableStream<Bytes>): Promise<WebAssembly.Module> {
  return WebAssembly.compileStreaming(new Response(body, { headers: { "Content-Type": "application/wasm" } }));
}
