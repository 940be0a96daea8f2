// Uses each of the package's types, rightly and wrongly, as another project's compiler sees them.
import { Pool, PoolError, ProgramError, StoppedError, TaskError, load, run } from "poolground";
import type { AsyncResult, JobOptions, NumberArray, OpenOptions, PoolErrorCode, PoolEvent, Program, RunOptions, Settled, StreamOptions, WaitOptions } from "poolground";

export async function programs(): Promise<number> {
  const options: RunOptions = { module: await load("app.wasm"), onEvent: (events) => events.map((e: PoolEvent) => e.kind) };
  const program: Program = run({ ...options, workerScript: new URL("https://example.org/worker.js"), memoryLimit: 1e9 });
  program.exited.catch((error: unknown) => error instanceof StoppedError || error instanceof ProgramError);
  // @ts-expect-error: there is no program without a module
  run({ workers: 2 });
  return program.exited;
}

export async function pools(): Promise<void> {
  const open: OpenOptions = { module: "app.wasm", workers: 2, initializer: { function: "begin", argument: 1 } };
  const pool = await Pool.open(open);
  const job: JobOptions = { chunkSize: 2, signal: AbortSignal.timeout(1000) };
  const squares: number[] = await pool.map("square", [1, 2], job);
  const later: AsyncResult<number[]> = pool.mapAsync("square", squares);
  const keepGoing: Settled = { keepGoing: true };
  const settled: PromiseSettledResult<unknown>[] = await pool.map("square", [1], keepGoing);
  const numbers: NumberArray = Float64Array.of(1, 2);
  const stream: StreamOptions = { chunkSize: 1 };
  for await (const y of pool.imap<number>("half", numbers, stream)) y.toFixed(1);
  const wait: WaitOptions = { timeout: 10 };
  await later.get(wait).catch((error: unknown) => {
    const code: PoolErrorCode | undefined = error instanceof PoolError ? error.code : undefined;
    return error instanceof TaskError ? error.index : code;
  });
  // @ts-expect-error: a timeout is a number of milliseconds
  await later.get({ timeout: "10" });
  settled.at(0)?.status.startsWith("ful");
  await pool.join();
}
