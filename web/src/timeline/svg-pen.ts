// Draws as a canvas does, but writes SVG: the part of a canvas's context that the timeline uses.
import type { Pen } from "./scene.ts";

export class SvgPen implements Pen {
  fillStyle: Pen["fillStyle"] = "#000";
  strokeStyle: Pen["strokeStyle"] = "#000";
  lineWidth = 1;
  globalAlpha = 1;
  font = "";
  textAlign: CanvasTextAlign = "left";
  textBaseline: CanvasTextBaseline = "middle";
  readonly #measure: (text: string) => TextMetrics;
  readonly #elements: string[] = [];
  #path: string[] = [];
  #dash: readonly number[] = [];

  constructor(measure: (text: string) => TextMetrics) {
    this.#measure = measure;
  }

  document(width: number, height: number): string {
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
      ...this.#elements,
      "</svg>\n",
    ].join("\n");
  }

  beginPath(): void {
    this.#path = [];
  }

  moveTo(x: number, y: number): void {
    this.#path.push(`M${short(x)} ${short(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.#path.push(`L${short(x)} ${short(y)}`);
  }

  /** Corners are given as one number or as four, clockwise from the left top. */
  roundRect(x: number, y: number, w: number, h: number, radii: Parameters<Pen["roundRect"]>[4] = 0): void {
    const given = (typeof radii === "object" && Symbol.iterator in radii ? [...radii] : [radii]).map(Number);
    const most = Math.min(w, h) / 2;
    const [a, b, c, d] = [0, 1, 2, 3].map((i) => Math.max(Math.min(given[i] ?? given[0] ?? 0, most), 0)) as [number, number, number, number];
    const arc = (r: number, dx: number, dy: number): string => `a${short(r)} ${short(r)} 0 0 1 ${short(dx)} ${short(dy)}`;
    this.#path.push(
      `M${short(x + a)} ${short(y)}h${short(w - a - b)}${arc(b, b, b)}v${short(h - b - c)}${arc(c, -c, c)}` +
        `h${short(c + d - w)}${arc(d, -d, -d)}v${short(d + a - h)}${arc(a, a, -a)}z`,
    );
  }

  fill(): void {
    this.#add("path", { d: this.#path.join(""), fill: text(this.fillStyle) });
  }

  stroke(): void {
    const dash = this.#dash.length > 0 ? { "stroke-dasharray": this.#dash.join(" ") } : {};
    this.#add("path", { d: this.#path.join(""), fill: "none", stroke: text(this.strokeStyle), "stroke-width": this.lineWidth, ...dash });
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#add("rect", { x: short(x), y: short(y), width: short(width), height: short(height), fill: text(this.fillStyle) });
  }

  setLineDash(segments: Iterable<number>): void {
    this.#dash = [...segments];
  }

  measureText(content: string): TextMetrics {
    return this.#measure(content);
  }

  fillText(content: string, x: number, y: number, most = Infinity): void {
    const [size = "13px", ...face] = this.font.split(" ");
    const anchor = { center: "middle", right: "end", end: "end", left: "start", start: "start" }[this.textAlign];
    const squeeze = this.measureText(content).width > most ? { textLength: short(most), lengthAdjust: "spacingAndGlyphs" } : {};
    this.#add(
      "text",
      { x: short(x), y: short(y), fill: text(this.fillStyle), "font-size": size, "font-family": face.join(" "), "text-anchor": anchor, "dominant-baseline": "central", ...squeeze },
      content,
    );
  }

  #add(name: string, attributes: Record<string, string | number>, content = ""): void {
    const opacity = this.globalAlpha < 1 ? { opacity: this.globalAlpha } : {};
    const written = Object.entries({ ...attributes, ...opacity }).map(([key, value]) => ` ${key}="${escape(String(value))}"`);
    this.#elements.push(`<${name}${written.join("")}${content ? `>${escape(content)}</${name}>` : "/>"}`);
  }
}

function text(style: Pen["fillStyle"]): string {
  return typeof style === "string" ? style : "none";
}

function short(n: number): string {
  return String(Math.round(n * 100) / 100);
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML has no control characters. */
function escape(content: string): string {
  return content.replace(/[&<>"]/g, (found) => ESCAPES[found] ?? "").replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "\ufffd");
}
