// Tests of what is made of the complaints of Go's tools.
import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { gist, isCrash, parseDiagnostics, parseLinkFailure } from "./diagnostics.ts";

const source = 'package main\n\nfunc main() {\n\ts := "äöü😀"; s = 1\n}\n';

void test("a complaint has a place and a message", () => {
  deepEqual(parseDiagnostics("./main.go:3:6: declared and not used: x\n/main.go:5: misplaced\nmain.go:1:1: first\n", source), [
    { line: 3, column: 6, message: "declared and not used: x" },
    { line: 5, column: 1, message: "misplaced" },
    { line: 1, column: 1, message: "first" },
  ]);
});

void test("columns are those of the editor", () => {
  // The bytes before s are 7 for the start, 6 for the umlauts, 4 for the face and 3 for the rest.
  deepEqual(parseDiagnostics("main.go:4:21: wrong\n", source)[0]?.column, 16);
});

void test("lines that go on belong to their complaint", () => {
  deepEqual(parseDiagnostics("# command-line-arguments\nmain.go:3:6: not enough arguments\n\thave (int)\n\twant (int, int)\nmain.go:4:1: too many errors\n", source), [
    { line: 3, column: 6, message: "not enough arguments\n\thave (int)\n\twant (int, int)" },
    { line: 4, column: 1, message: "too many errors" },
  ]);
});

void test("what is said of other files is not shown as the program's", () => {
  deepEqual(parseDiagnostics("poolground_worker.go:3:6: wrong\n\tand more\nnothing\nother_main.go:1:1: wrong\n", source), []);
});

void test("a //line comment does not hide the true place", () => {
  deepEqual(parseDiagnostics("foo.go:100[main.go:3:4]: wrong\nfoo.go:100:2[./main.go:4:5]: wrong\n", source), [
    { line: 3, column: 4, message: "wrong" },
    { line: 4, column: 5, message: "wrong" },
  ]);
});

void test("a package that is missing is named", () => {
  deepEqual(parseDiagnostics("main.go:1:8: could not import x/y (open : no such file or directory)\n", source), [
    { line: 1, column: 8, message: "package x/y is not available in the playground; the standard library and poolground/pool are" },
  ]);
});

void test("what the linker misses is said of the program", () => {
  deepEqual(parseLinkFailure("link: function main is undeclared in the main package\n"), [
    { line: 1, column: 1, message: "function main is undeclared in the main package" },
  ]);
  deepEqual(parseLinkFailure("main.main: relocation target main.f not defined\n")[0]?.message, "main.f has no body");
  deepEqual(parseLinkFailure("out of disk\n"), []);
});

void test("a crash is told from a complaint", () => {
  const crash = "main.go:3:1: internal compiler error: panic: nil\n\ngoroutine 1 [running]:\n";
  equal(isCrash(crash), true);
  equal(gist(crash), "main.go:3:1: internal compiler error: panic: nil");
  equal(isCrash("main.go:3:1: panic: no such thing\n"), false);
  equal(gist("# main\nsomething else\n"), "something else");
});
