// Puts a run into files: a trace, a picture, a drawing.
import type { Palette } from "./palette.ts";
import { paintPicture, pictureSize, type Picture } from "./picture.ts";
import { SvgPen } from "./svg-pen.ts";
import { traceOf } from "./write-trace.ts";
import type { PoolEvent } from "../runtime/poolground.ts";

/** Pixels of a picture for one of CSS. */
const SHARPNESS = 2;

export function saveTrace(events: readonly PoolEvent[]): void {
  download("poolground-trace.json", new Blob([JSON.stringify(traceOf(events))], { type: "application/json" }));
}

export async function savePng(picture: Picture): Promise<void> {
  const canvas = document.createElement("canvas");
  const { width, height } = pictureSize(picture);
  canvas.width = width * SHARPNESS;
  canvas.height = height * SHARPNESS;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser has no memory for the picture");
  pen.scale(SHARPNESS, SHARPNESS);
  paintPicture(pen, picture);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("this browser cannot make a picture so large");
  download("poolground-timeline.png", blob);
}

export function saveSvg(picture: Picture): void {
  const { width, height } = pictureSize(picture);
  const pen = new SvgPen(measureIn(picture.palette));
  paintPicture(pen, picture);
  download("poolground-timeline.svg", new Blob([pen.document(width, height)], { type: "image/svg+xml" }));
}

/** Measures texts as a canvas draws them. */
export function measureIn(palette: Palette): (text: string) => TextMetrics {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) throw new Error("this browser cannot measure text");
  context.font = `13px ${palette.face}`;
  return (text) => context.measureText(text);
}

function download(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads it after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
