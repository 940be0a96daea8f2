// The job on the page's own thread. The page shows what the function holds.
import type { Work } from "../work.ts";

export function onPage({ primes, starts, log }: Work): number {
  let total = 0;
  for (const start of starts) {
    total += primes(start);
  }
  log("after the loop");
  return total;
}
