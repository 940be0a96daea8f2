// What the program that measures is given and prints, as web/programs/benchmark has it.

/** What is to be measured. */
export interface Choice {
  readonly workload: string;
  /** 0: as large as a plain loop has to be to take so long. */
  readonly size: number;
  readonly milliseconds: number;
  readonly mostWorkers: number;
  readonly repetitions: number;
}

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface Point {
  readonly workers: number;
  readonly seconds: Spread;
  /** Over a plain loop; missing where none was measured. */
  readonly speedUp?: Spread;
  readonly efficiency?: Spread;
}

/** The speed-up that the fitted laws give a number of workers. */
export interface Laws {
  readonly workers: number;
  readonly amdahl: number;
  readonly usl: number;
}

/** The little of bench.Report that the page reads itself. It saves all of it. */
export interface Report {
  readonly workload: string;
  readonly size: number;
  readonly started: string;
  readonly recommendation: { readonly sentence: string; readonly workers: number };
  interrupted?: boolean;
}

/** A report with what is shown of it. */
export interface View {
  readonly report: Report;
  /** The backend and the machine. */
  readonly name: string;
  readonly points: readonly Point[];
  readonly laws: readonly Laws[];
  readonly words: readonly string[];
}

/** How far the program has come. */
export interface Line {
  readonly done: number;
  /** 0 while the size is sought. */
  readonly all: number;
  /** What is measured next; 0 is a plain loop, or the end. */
  readonly workers: number;
  /** What the rest will take, in seconds. */
  readonly left: number;
  readonly view?: View;
}

/** What a file holds, or what is wrong with it. */
export interface Contents {
  readonly views: readonly View[] | null;
  readonly problem: string;
}

/** Whether two measure the same work, so that their times can be compared. */
export function sameWork(a: View, b: View): boolean {
  return a.report.workload === b.report.workload && a.report.size === b.report.size;
}
