// What the site has of the toolchain, as the site builder wrote it down.

/** A file of the toolchain. Its address is relative to the manifest and changes with its content. */
export interface ToolchainFile {
  url: string;
  /** Bytes, unpacked. */
  size: number;
}

export type ToolName = "compile" | "link" | "gotools";

export interface Manifest {
  state: "ready";
  go: string;
  tools: Record<ToolName, ToolchainFile>;
  packages: Record<string, { file: ToolchainFile; imports: string[] }>;
}

/** The package that the playground adds where a program has pools. */
const added = "poolground/wasm/webworker";
const pools = "poolground/pool";

/** Every program is linked with it, whatever it imports. */
const always = "runtime";

/** A program that does nothing, as an object. */
export const warmUp = "poolground/wasm/toolchain/warmup";

/** Returns the packages that a program with these imports is linked with, sorted. Those that the
 * manifest lacks are left out: the compiler says where they are imported. */
export function closure(manifest: Manifest, imports: readonly string[]): string[] {
  const found = new Set<string>();
  const open = [always, ...imports];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const known = lookUp(manifest, path);
    if (known === null || found.has(path)) continue;
    found.add(path);
    open.push(...known.imports);
  }
  return [...found].sort();
}

/** Returns those of the imports that the manifest has. */
export function listed(manifest: Manifest, imports: readonly string[]): string[] {
  return imports.filter((path) => lookUp(manifest, path) !== null);
}

export function lookUp(manifest: Manifest, path: string): Manifest["packages"][string] | null {
  return Object.hasOwn(manifest.packages, path) ? (manifest.packages[path] ?? null) : null;
}

/** Guesses what a program imports before the tool that knows has been loaded: every text in quotes
 * above the first declaration. A wrong guess costs a download, a missed one some time. */
export function guessImports(source: string): string[] {
  const end = /^(?:func|type|var|const)\b/m.exec(source)?.index ?? source.length;
  const paths = [...source.slice(0, end).matchAll(/["`]([\w./]+)["`]/g)].map((match) => match[1] ?? "");
  return paths.includes(pools) ? [...paths, added] : paths;
}

/** Returns the manifest that a text holds, or why there is none. */
export function readManifest(text: string): Manifest | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "the list of the compiler's files is broken";
  }
  const { state, reason } = (value ?? {}) as { state?: unknown; reason?: unknown };
  if (state === "preparing") return "the compiler is being prepared; try again in a while";
  if (state === "failed") return noCompiler(String(reason));
  if (state !== "ready") return "the list of the compiler's files is of another version; reload the page";
  return value as Manifest;
}

/** The reason's first line says what is wrong; what a tool printed follows it. */
function noCompiler(reason: string): string {
  const [first = ""] = reason.split("\n", 1);
  return `the compiler could not be built: ${first}; the server's terminal says more: mend it there and start the server again`;
}
