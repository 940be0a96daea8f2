// Runs the program that measures, and asks it what files hold.
import { Pool, run } from "../runtime/poolground.ts";
import type { Choice, Contents, Line } from "./views.ts";

export interface Sweep {
  readonly module: string;
  readonly choice: Choice;
  readonly signal: AbortSignal;
  readonly onLine: (line: Line) => void;
}

/** Measures to the end; rejects where that fails or is stopped. */
export async function measure(sweep: Sweep): Promise<void> {
  let complaints = "";
  const program = run({
    module: sweep.module,
    signal: sweep.signal,
    args: [JSON.stringify(sweep.choice)],
    onOutput: (text, stream) => {
      if (stream === "stderr") complaints += text;
      else for (const line of text.trimEnd().split("\n")) sweep.onLine(JSON.parse(line) as Line);
    },
  });
  const code = await program.exited;
  if (code !== 0) throw new Error(complaints.trim() || `the program ended with exit code ${code}`);
}

/** What the text of a file holds. */
export async function read(module: string, text: string): Promise<Contents> {
  const pool = await Pool.open({ module, workers: 1 });
  try {
    return JSON.parse(await pool.apply<string>("read", text)) as Contents;
  } finally {
    pool.close();
    await pool.join();
  }
}
