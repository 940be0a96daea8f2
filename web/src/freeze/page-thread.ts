// Runs the program's function on the page's own thread, where nothing of the page runs beside it.
import "go:wasm_exec";
import { load } from "../runtime/poolground.ts";

/** The same module that a pool's workers run, started on this thread. */
export async function primesOnPage(module: string): Promise<(start: number) => number> {
  const go = new Go();
  const instance = await WebAssembly.instantiate(await load(module), go.importObject);
  // Its main never returns. What it says if it fails, the call below says too.
  go.run(instance).catch(() => {});
  const { primes } = instance.exports;
  if (typeof primes !== "function") throw new Error("the program lacks the function primes");
  return primes as (start: number) => number;
}
