// The timeline as a picture that stands on its own: the figures above it, the legend below.
import { overheadDoubt, speedupDoubt, type Figures } from "./figures.ts";
import { anyDied, DEATH, jobNames, PRINT, STATES } from "./legend.ts";
import { cross, notch } from "./marks.ts";
import type { TimelineModel } from "./model.ts";
import { paint } from "./paint.ts";
import { jobColour, type Palette } from "./palette.ts";
import { dotBar, fillBar, hatchBar, outlineBar, tintBar, type Bar, type Pen } from "./scene.ts";
import { duration, percent, roughly, times } from "./units.ts";
import { fit, type Stretch } from "./view.ts";

export interface Picture {
  readonly model: TimelineModel;
  readonly palette: Palette;
  readonly figures: Figures;
  readonly stretch: Stretch;
  readonly now: number;
  readonly width: number;
  /** How wide a text is. */
  readonly measure: (text: string) => number;
}

/** An entry of the legend: where it stands, and what draws its swatch. */
interface Entry {
  readonly text: string;
  readonly x: number;
  readonly line: number;
  readonly draw: (pen: Pen, swatch: Bar) => void;
}

const HEAD = 44;
const LANE = 44;
const AXIS = 30;
const LINE = 24;
const [SWATCH, GAP, MARGIN] = [18, 16, 24];

export function pictureSize(picture: Picture): { width: number; height: number } {
  const { model, width } = picture;
  return { width, height: HEAD + lanesHeight(model) + (legendOf(picture).at(-1)?.line ?? 0) * LINE + 2 * LINE };
}

/** Lanes of a picture are as high as its room is made for. */
function lanesHeight(model: TimelineModel): number {
  return model.lanes.length * (model.lanes.length > 16 ? LANE / 2 : LANE) + AXIS;
}

export function paintPicture(pen: Pen, picture: Picture): void {
  const { model, palette, figures, stretch, now, width } = picture;
  const { height } = pictureSize(picture);
  pen.fillStyle = palette.deck;
  pen.fillRect(0, 0, width, height);
  const view = fit(model, width, lanesHeight(model), stretch, HEAD);
  paint({ pen, model, view, palette, now, marked: null, busy: figures.busy });
  pen.fillStyle = palette.ink;
  pen.fillText(sentence(figures, model.jobs.size), view.margin, HEAD / 2);
  paintLegend(pen, picture, view.margin, HEAD + lanesHeight(model) + LINE / 2);
}

/** The figures of the strip, without those that are in doubt. */
function sentence(figures: Figures, jobs: number): string {
  const { wall, speedup, share, overhead } = figures;
  if (speedup === null || share === null) return "No job";
  const parts = [`Wall time ${duration(wall)}`];
  if (!speedupDoubt(figures)) parts.push(`speed-up ${times(speedup)}`);
  parts.push(`busy ${percent(share)}`);
  if (overhead !== null && !overheadDoubt(figures, jobs)) parts.push(`overhead ${roughly(overhead)} a task`);
  return parts.join("   ");
}

function legendOf({ model, palette, width, measure }: Picture): Entry[] {
  const entries: Entry[] = [];
  let [x, line] = [0, 0];
  const add = (text: string, draw: Entry["draw"]): void => {
    const taken = SWATCH + 6 + measure(text) + GAP;
    if (x + taken > width - 2 * MARGIN && x > 0) [x, line] = [0, line + 1];
    entries.push({ text, x, line, draw });
    x += taken;
  };
  for (const [kind, text] of STATES) add(text, (pen, swatch) => paintSwatch(pen, palette, kind, swatch));
  if (model.parent.prints.length > 0) add(PRINT, (pen, { from, top, height }) => notch(pen, palette, from + SWATCH / 2, top + height));
  if (anyDied(model)) add(DEATH, (pen, { from, top }) => cross(pen, palette, from + SWATCH / 2, top + 6));
  for (const { text, index } of jobNames(model)) add(text, (pen, swatch) => fillBar(pen, jobColour(palette, index), swatch));
  return entries;
}

function paintLegend(pen: Pen, picture: Picture, left: number, top: number): void {
  for (const { text, x, line, draw } of legendOf(picture)) {
    const [from, y] = [left + x, top + line * LINE];
    draw(pen, { from, to: from + SWATCH, top: y - 6, height: 12, corners: [3, 3, 3, 3] });
    pen.fillStyle = picture.palette.inkSoft;
    pen.fillText(text, from + SWATCH + 6, y);
  }
}

function paintSwatch(pen: Pen, palette: Palette, kind: (typeof STATES)[number][0], swatch: Bar): void {
  switch (kind) {
    case "running":
      return fillBar(pen, palette.parent, swatch);
    case "free":
      return tintBar(pen, palette.parent, swatch);
    case "blocked":
      return hatchBar(pen, palette.parent, swatch);
    case "starting":
      return dotBar(pen, palette.inkSoft, swatch);
    case "idle":
      fillBar(pen, palette.water, swatch);
      return outlineBar(pen, palette.rope, swatch);
  }
}
