// Runs the program's function on the page's own thread, where nothing of the page runs beside it.
import "go:wasm_exec";
import { load } from "../runtime/poolground.ts";

type Primes = (start: number) => number;

let started: Promise<Primes> | null = null;

/** The function in the same module that a pool's workers run, started once on this thread. */
export function primesOnPage(module: string): Promise<Primes> {
  started ??= start(module).catch((error: unknown) => {
    started = null; // the next attempt may succeed
    throw error;
  });
  return started;
}

async function start(module: string): Promise<Primes> {
  const go = new Go();
  const instance = await WebAssembly.instantiate(await load(module), go.importObject);
  // Its main never returns. What it says if it fails, the call below says too.
  go.run(instance).catch(() => {});
  const { primes } = instance.exports;
  if (typeof primes !== "function") throw new Error("the program lacks the function primes");
  return primes as Primes;
}
