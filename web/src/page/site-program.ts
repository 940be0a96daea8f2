// A Go program that the site's builder built for a page, or is still building.

/** What the builder says of it. */
export interface SiteProgram {
  readonly name: string;
  /** Its URL; missing while it is being built. */
  readonly module?: string;
  /** Why it does not build. */
  readonly error?: string;
}

/** How often one that is still being built is asked for. */
const POLL_MS = 400;

/** The program of a page that has one. */
export function readProgram(): SiteProgram {
  const script = document.getElementById("program");
  return JSON.parse(script?.textContent ?? "{}") as SiteProgram;
}

/**
 * Resolves when a program is built, at once if it was. Only a page whose server is still
 * building ever waits. Rejects when the program does not build, or when signal aborts.
 */
export async function moduleOf(program: SiteProgram, signal: AbortSignal): Promise<string> {
  let built = program;
  while (!built.module) {
    if (built.error) throw new Error(built.error);
    await pause(POLL_MS, signal);
    built = (await fetchBuilt(signal))[program.name] ?? program;
  }
  return new URL(built.module, document.baseURI).href;
}

async function fetchBuilt(signal: AbortSignal): Promise<Partial<Record<string, SiteProgram>>> {
  const response = await fetch("programs.json", { signal, cache: "no-cache" });
  if (!response.ok) throw new Error(`the server answered ${response.status} for programs.json`);
  return (await response.json()) as Partial<Record<string, SiteProgram>>;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", end);
      resolve();
    }, ms);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}
