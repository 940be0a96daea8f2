// Tests of what the output is made of: its bound, pictures and places.
import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { MOST_CHARACTERS, MOST_LINES, OutputBound } from "./output-bound.ts";
import { MOST_PICTURE, readPicture } from "./picture.ts";
import { placesIn } from "./places.ts";

void test("so many lines are shown, however they come", () => {
  for (const step of [1, 7, MOST_LINES + 5]) {
    const bound = new OutputBound();
    let shown = "";
    for (let line = 0; line < MOST_LINES + 5; line += step) shown += bound.take("x\n".repeat(step));
    equal(shown, "x\n".repeat(MOST_LINES), String(step));
    equal(bound.cut, true);
    equal(bound.take("more\n"), "");
  }
});

void test("just what there is room for is not cut", () => {
  const lines = new OutputBound();
  equal(lines.take("\n".repeat(MOST_LINES)).length, MOST_LINES);
  equal(lines.cut, false);
  const characters = new OutputBound();
  equal(characters.take("x".repeat(MOST_CHARACTERS)).length, MOST_CHARACTERS);
  equal(characters.cut, false);
  equal(characters.take(""), "");
  equal(characters.cut, false);
  equal(characters.take("y"), "");
  equal(characters.cut, true);
});

void test("a long line is cut between characters", () => {
  const bound = new OutputBound();
  const shown = bound.take(`x${"🙂".repeat(MOST_CHARACTERS)}`);
  equal(shown.length, MOST_CHARACTERS - 1);
  equal(shown.endsWith("🙂"), true);
});

/** The beginning of a PNG, which is all that is looked at. */
function png(width: number, height: number): string {
  const word = (n: number): string => String.fromCharCode(n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255);
  return `\x89PNG\r\n\x1a\n${word(13)}IHDR${word(width)}${word(height)}\x08\x06\x00\x00\x00`;
}

void test("a picture is known by its signature and has its size", () => {
  const picture = readPicture(`IMAGE:${btoa(png(200, 100))}\n`);
  deepEqual([picture?.width, picture?.height, picture?.bytes.length], [200, 100, 29]);
});

void test("what is no picture stays text", () => {
  for (const line of [
    "IMAGE:", "IMAGE:%%%", `IMAGE:${btoa("GIF89a")}`, ` IMAGE:${btoa(png(1, 1))}`, `IMAGE:${btoa(png(1, 1).slice(0, 20))}`,
    `IMAGE:${btoa(png(0, 9))}`, `IMAGE:${btoa(png(2 ** 31, 2 ** 31))}`, `IMAGE:${btoa(png(1, 1).replace("IHDR", "IDAT"))}`,
    "IMAGE:<img src=x onerror=alert(1)>", `IMAGE:${btoa(png(1, 1))}${"A".repeat(MOST_PICTURE)}`,
  ]) {
    equal(readPicture(line), null, line.slice(0, 60));
  }
});

void test("places are found in messages and stacks", () => {
  const text = "main.go:12:3: undefined: x\n\t/tmp/x/main.go:7 +0x8\n";
  deepEqual(placesIn(text), [
    { text: "main.go:12:3", place: { line: 12, column: 3 } },
    { text: ": undefined: x\n\t/tmp/x/", place: null },
    { text: "main.go:7", place: { line: 7, column: 1 } },
    { text: " +0x8\n", place: null },
  ]);
});

void test("other text has no places and comes back whole", () => {
  for (const text of ["", "domain.go:3", "main.go", "main.go:", "main.go:0", "main.go:x:3", "main.gob:3", "main.go:99999999", "my-main.go:3"]) {
    deepEqual(placesIn(text).filter(({ place }) => place !== null), [], text);
    equal(placesIn(text).map((piece) => piece.text).join(""), text);
  }
});
