// Fetches and compiles WebAssembly modules, each URL once.

/** Why a program could not be loaded, started or run to its end. */
export class ProgramError extends Error {
  override name = "ProgramError";
}

/** The whole of a URL that may be relative to the page; it throws a ProgramError. */
export function hrefOf(url: string | URL): string {
  try {
    return new URL(url, document.baseURI).href;
  } catch {
    throw new ProgramError(`${String(url)} is not a URL`);
  }
}

const modules = new Map<string, Promise<WebAssembly.Module>>();

/** A failed attempt is forgotten, so that the next one tries again. */
export async function compile(module: string | URL): Promise<WebAssembly.Module> {
  const url = hrefOf(module);
  let compiled = modules.get(url);
  if (compiled === undefined) {
    compiled = fetchAndCompile(url);
    modules.set(url, compiled);
    compiled.catch(() => modules.delete(url));
  }
  return compiled;
}

async function fetchAndCompile(url: string): Promise<WebAssembly.Module> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new ProgramError(`${url} could not be fetched (offline, or refused by the server or a policy): ${reason(error)}`);
  }
  if (!response.ok) throw new ProgramError(`${url} could not be fetched: ${response.status} ${response.statusText}`.trim());
  try {
    return await compileResponse(response);
  } catch (error) {
    throw new ProgramError(`${url} could not be compiled: ${reason(error)}`);
  }
}

/** Compiles while it loads where the server names the right type, else after it. */
async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  const type = response.headers.get("Content-Type")?.split(";")[0]?.trim();
  if (type === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

/** What a thrown value says. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
