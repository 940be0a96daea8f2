// Does the job in one way while the page's frames are recorded.
import { Pool } from "../runtime/poolground.ts";
import { FrameMeter } from "./frame-meter.ts";
import { intervalOf } from "./frames.ts";
import { primesOnPage } from "./page-thread.ts";
import type { Recording, WayName } from "./recording.ts";
import { byMapAsync } from "./ways/map-async.ts";
import { byMap } from "./ways/map.ts";
import { onPage } from "./ways/page.ts";
import { startsBelow, type Way } from "./work.ts";

const ways: Record<WayName, Way> = { "page": onPage, "map": byMap, "map-async": byMapAsync };

/** So many frames are recorded before the job, which tell what is usual, and after it. */
const AROUND = 30;

export interface Task {
  readonly way: WayName;
  readonly module: string;
  /** The primes below it are counted. */
  readonly limit: number;
  /** 0: one a core. */
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Called with each frame from the job's beginning on, and at the end. */
  readonly onChange: (recording: Recording) => void;
  readonly onFrame: (time: number) => void;
}

/** Resolves when the job is done and all workers have gone; rejects where it fails or is stopped. */
export async function runWay(task: Task): Promise<void> {
  const { module, workers, signal } = task;
  const primes = await primesOnPage(module);
  const pool = await Pool.open({ module, workers, signal });
  try {
    // What is called for the first time has yet to be made fast by the browser.
    primes(0);
    await pool.map("primes", [0]);
    await record(task, primes, pool);
  } finally {
    pool.terminate();
    await pool.join();
  }
}

async function record(task: Task, primes: (start: number) => number, pool: Pool): Promise<void> {
  let recording: Recording | null = null;
  const changed = (): void => {
    if (recording) task.onChange(recording);
  };
  const meter = new FrameMeter((time) => {
    task.onFrame(time);
    changed();
  });
  const stop = (): void => meter.stop();
  task.signal.addEventListener("abort", stop);
  try {
    await meter.pass(AROUND);
    const began = performance.now();
    const marks: Recording["marks"] = [];
    recording = { way: task.way, frames: meter.times, interval: intervalOf(meter.times), began, ended: null, marks, total: null };
    // What is shown is shown with the next frame: to draw takes time too.
    const log = (text: string): void => {
      marks.push({ at: performance.now() - began, text });
    };
    const total = await ways[task.way]({ starts: startsBelow(task.limit), primes, pool, log, nextFrame: meter.next });
    recording.ended = performance.now();
    recording.total = total;
    marks.push({ at: recording.ended - began, text: `${total.toLocaleString("en")} primes` });
    await meter.pass(AROUND);
  } finally {
    task.signal.removeEventListener("abort", stop);
    meter.stop();
    if (recording) recording.ended ??= performance.now();
    changed();
  }
}
