// Tests of places in texts: Go's columns, and where the cursor stands after a change.
import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { changeBetween, offsetAfterFormat, offsetOfColumn } from "./place.ts";

void test("columns count bytes", () => {
  const line = "\tx := \"ä🙂\" + y";
  for (const [column, at] of [[1, 0], [2, 1], [8, 7], [10, 8], [14, 10], [15, 11], [999, line.length], [0, 0]] as const) {
    equal(offsetOfColumn(line, column), at, `column ${column}`);
  }
  // In the midst of a character is before it.
  equal(offsetOfColumn(line, 9), 7);
  equal(offsetOfColumn(line, 12), 8);
});

void test("the cursor stays at its word", () => {
  const before = "func  main( ) {\nx:=1\n\n\n    y( x )\n}";
  const after = "func main() {\n\tx := 1\n\n\ty(x)\n}\n";
  const cursor = (text: string): [string, number] => [text.replace("|", ""), text.indexOf("|")];
  for (const [from, to] of [
    ["|func  main( ) {", "|func main"], ["func  main|( )", "func main|("], ["\n    |y( x", "\n\t|y(x"], ["    y( x| )", "\ty(x|)"], ["x:|=1", "x :|= 1"],
  ] as const) {
    const [start, at] = cursor(from);
    const [want, wanted] = cursor(to);
    equal(offsetAfterFormat(before, after, before.indexOf(start) + at), after.indexOf(want) + wanted, from);
  }
  equal(offsetAfterFormat(before, "", before.length), 0);
});

void test("a change leaves alone what is alike", () => {
  for (const [before, after, change] of [
    ["abc", "abc", { from: 3, to: 3, insert: "" }],
    ["abc", "aXc", { from: 1, to: 2, insert: "X" }],
    ["", "new", { from: 0, to: 0, insert: "new" }],
    ["aaa", "aa", { from: 2, to: 3, insert: "" }],
    ["old", "", { from: 0, to: 3, insert: "" }],
  ] as const) {
    deepEqual(changeBetween(before, after), change);
    equal(before.slice(0, change.from) + change.insert + before.slice(change.to), after);
  }
});
