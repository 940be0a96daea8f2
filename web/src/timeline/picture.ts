// The timeline as a picture that stands on its own: the figures above it, the legend below.
import type { Figures } from "./figures.ts";
import { anyDied, DEATH, jobNames, STATES } from "./legend.ts";
import { cross } from "./marks.ts";
import type { TimelineModel } from "./model.ts";
import { paint } from "./paint.ts";
import { jobColour, type Palette } from "./palette.ts";
import { dotBar, fillBar, hatchBar, outlineBar, tintBar, type Bar, type Pen } from "./scene.ts";
import { duration, percent } from "./units.ts";
import { fit, type Stretch } from "./view.ts";

export interface Picture {
  readonly model: TimelineModel;
  readonly palette: Palette;
  readonly figures: Figures;
  readonly stretch: Stretch;
  readonly now: number;
  readonly width: number;
}

const HEAD = 44;
const LANE = 44;
const AXIS = 30;
const LINE = 24;
const [SWATCH, GAP] = [18, 16];

export function pictureSize({ model, width }: Picture): { width: number; height: number } {
  return { width, height: HEAD + lanesHeight(model) + 3 * LINE };
}

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
  pen.fillText(sentence(figures), view.margin, HEAD / 2);
  paintLegend(pen, picture, view.margin, HEAD + lanesHeight(model) + LINE / 2);
}

function sentence({ wall, speedup, share, overhead }: Figures): string {
  if (speedup === null || share === null) return "No job";
  const parts = [`Wall time ${duration(wall)}`, `speed-up ${speedup.toFixed(2)}×`, `busy ${percent(share)}`];
  return [...parts, ...(overhead === null ? [] : [`overhead ${duration(overhead)} a task`])].join("   ");
}

function paintLegend(pen: Pen, { model, palette, width }: Picture, left: number, top: number): void {
  let [x, y] = [left, top];
  const entry = (text: string, draw: (swatch: Bar) => void): void => {
    const taken = SWATCH + 6 + pen.measureText(text).width + GAP;
    if (x + taken > width - left && x > left) [x, y] = [left, y + LINE];
    draw({ from: x, to: x + SWATCH, top: y - 6, height: 12, corners: [3, 3, 3, 3] });
    pen.fillStyle = palette.inkSoft;
    pen.fillText(text, x + SWATCH + 6, y);
    x += taken;
  };
  for (const [kind, text] of STATES) entry(text, (swatch) => paintSwatch(pen, palette, kind, swatch));
  if (anyDied(model)) entry(DEATH, ({ from, top: y }) => cross(pen, palette, from + SWATCH / 2, y + 6));
  for (const { text, index } of jobNames(model)) entry(text, (swatch) => fillBar(pen, jobColour(palette, index), swatch));
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
