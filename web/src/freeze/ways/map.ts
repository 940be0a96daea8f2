// The job in a pool, awaited. The page shows what the function holds.
import { sum, type Work } from "../work.ts";

export async function byMap({ pool, starts, log }: Work): Promise<number> {
  const counts = await pool.map("primes", starts);
  log("after map");
  return sum(counts);
}
