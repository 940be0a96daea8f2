// What the times of a page's frames say: how far apart they should be, and where some are missing.

/** A stretch of time, in ms, in which frames were missed. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly missed: number;
}

/** What became of the frames of a stretch of time. */
export interface Study {
  readonly missed: number;
  /** The longest time between two frames, in ms. */
  readonly longest: number;
}

/** How long a frame lasts on this screen, in ms: the lower quartile of what lies between frames, as
 * a busy machine only makes that longer. */
export function intervalOf(times: readonly number[]): number {
  const between = times.slice(1).map((time, i) => time - (times[i] ?? time)).sort((a, b) => a - b);
  return between[Math.floor(between.length / 4)] ?? 1000 / 60;
}

/** Where at least one frame is missing. A frame that is late by less than half is not missed. */
export function gapsOf(times: readonly number[], interval: number): Gap[] {
  return times.slice(1).flatMap((to, i) => {
    const from = times[i] ?? to;
    const missed = Math.round((to - from) / interval) - 1;
    return missed > 0 ? [{ from, to, missed }] : [];
  });
}

/** Counts what was missed between two moments; a frame missed across the edge counts. */
export function study(times: readonly number[], interval: number, from: number, to: number): Study {
  const first = times.filter((time) => time <= from).length - 1;
  const last = times.findIndex((time) => time >= to);
  const within = times.slice(Math.max(first, 0), last < 0 ? undefined : last + 1);
  return {
    missed: gapsOf(within, interval).reduce((total, gap) => total + gap.missed, 0),
    longest: within.slice(1).reduce((longest, time, i) => Math.max(longest, time - (within[i] ?? time)), 0),
  };
}
