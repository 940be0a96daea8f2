// What one way of doing the job did to the page, and when its code reached what.
import { study, type Study } from "./frames.ts";

export const WAYS = ["page", "map", "map-async"] as const;
export type WayName = (typeof WAYS)[number];

export function isWay(name: string | undefined): name is WayName {
  return WAYS.some((way) => way === name);
}

/** A line of the code's log, ms after the job began. */
export interface Mark {
  readonly at: number;
  readonly text: string;
}

/** Times are on the page's clock, in ms. */
export interface Recording {
  readonly way: WayName;
  /** Of the frames, those before and after the job included. */
  readonly frames: readonly number[];
  /** How long a frame lasts on this screen. */
  readonly interval: number;
  readonly began: number;
  /** null while the job lasts. */
  ended: number | null;
  readonly marks: Mark[];
  /** How many primes there are; null where the job did not come to its end. */
  total: number | null;
}

/** What was missed while the job lasted. */
export function studyOf(recording: Recording): Study {
  const { frames, interval, began, ended } = recording;
  return study(frames, interval, began, ended ?? frames.at(-1) ?? began);
}
