// The lessons that the page's builder wrote into it, and whether their programs are built.

/** A lesson, its texts as HTML. */
export interface Lesson {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly go: string;
  readonly python: string;
  /** It is no lesson but somebody's own program, of which nothing is built. */
  readonly own?: true;
  /** The URL of its program; missing while it is being built. */
  readonly module?: string;
  /** Why its program does not build. */
  readonly error?: string;
}

type Built = Pick<Lesson, "module" | "error">;

/** How often a lesson that is still being built is asked for. */
const POLL_MS = 400;

/** The lessons in their order. */
export function readLessons(): readonly Lesson[] {
  const script = document.getElementById("lessons");
  return JSON.parse(script?.textContent ?? "[]") as readonly Lesson[];
}

/**
 * Resolves when a lesson's program is built, at once if it was. Only a page whose server is still
 * building ever waits. Rejects when the program does not build, or when signal aborts.
 */
export async function moduleOf(lesson: Lesson, signal: AbortSignal): Promise<string> {
  let built: Built = lesson;
  while (!built.module) {
    if (built.error) throw new Error(built.error);
    await pause(POLL_MS, signal);
    built = (await fetchBuilt(signal))[lesson.id] ?? {};
  }
  return new URL(built.module, document.baseURI).href;
}

async function fetchBuilt(signal: AbortSignal): Promise<Partial<Record<string, Built>>> {
  const response = await fetch("lessons.json", { signal, cache: "no-cache" });
  if (!response.ok) throw new Error(`the server answered ${response.status} for lessons.json`);
  return (await response.json()) as Partial<Record<string, Built>>;
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
