// The job in a pool, while the code goes on. The page shows what the function holds.
import { sum, type Work } from "../work.ts";

export async function byMapAsync({ pool, starts, log, nextFrame }: Work): Promise<number> {
  const result = pool.mapAsync("primes", starts);
  log("after mapAsync");
  let frames = 0;
  while (!result.ready()) {
    await nextFrame(); // or anything else
    frames++;
  }
  log(`${frames} frames of other work`);
  return sum(await result.get());
}
