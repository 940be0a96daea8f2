// The hatch of a time in which somebody is blocked.

/** The radius of bars' corners. */
export const CORNER = 4;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Fills a box with stripes, and frames it. One of less than a pixel is left out. */
export function hatch(context: CanvasRenderingContext2D, colour: string, { x, y, width, height }: Box): void {
  if (width < 1) return;
  context.save();
  context.beginPath();
  context.roundRect(x, y, width, height, Math.min(CORNER, width / 2));
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  // The stripes stand still while the box grows: they hang on the time axis, not on the box.
  for (let at = x - height - (x % 9); at < x + width; at += 9) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x + 0.5, y + 0.5, Math.max(width - 1, 0), height - 1, Math.min(CORNER, width / 2));
  context.stroke();
}
