// The timeline's colours and faces, read from the page's custom properties.

/** How many colours there are for jobs; the next job begins again with the first. */
const JOB_COLOURS = 6;

export interface Palette {
  readonly deck: string;
  readonly water: string;
  readonly rope: string;
  readonly parent: string;
  readonly ink: string;
  readonly inkSoft: string;
  readonly onBar: string;
  readonly bad: string;
  readonly jobs: readonly string[];
  readonly face: string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    deck: read("--deck"),
    water: read("--water"),
    rope: read("--rope"),
    parent: read("--parent"),
    ink: read("--ink"),
    inkSoft: read("--ink-soft"),
    onBar: read("--on-bar"),
    bad: read("--bad"),
    jobs: Array.from({ length: JOB_COLOURS }, (_, i) => read(`--job-${i + 1}`)),
    face: read("--text-face"),
  };
}

export function jobColour(palette: Palette, index: number): string {
  return palette.jobs[index % JOB_COLOURS] ?? palette.inkSoft;
}

/** The custom property that holds a job's colour, for styles. */
export function jobProperty(index: number): string {
  return `--job-${(index % JOB_COLOURS) + 1}`;
}
