// Tests of what a program is found to need.
import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { closure, guessImports, listed, readManifest, type Manifest } from "./manifest.ts";

const file = { url: "x", size: 1 };
const manifest: Manifest = {
  state: "ready",
  go: "go1.26",
  tools: { compile: file, link: file, gotools: file },
  packages: {
    runtime: { file, imports: ["internal/abi"] },
    "internal/abi": { file, imports: [] },
    fmt: { file, imports: ["os", "unsafe"] },
    os: { file, imports: ["runtime", "fmt"] },
    alone: { file, imports: [] },
  },
};

void test("a program is linked with all that its imports import, and with the runtime", () => {
  deepEqual(closure(manifest, []), ["internal/abi", "runtime"]);
  deepEqual(closure(manifest, ["fmt", "toString", "x/y"]), ["fmt", "internal/abi", "os", "runtime"]);
  deepEqual(listed(manifest, ["fmt", "toString", "x/y"]), ["fmt"]);
});

void test("imports are guessed above the first declaration", () => {
  deepEqual(guessImports('package main\n\nimport "fmt"\nimport (\n\tx `os`\n)\n\nvar s = "errors"\n'), ["fmt", "os"]);
  deepEqual(guessImports('import "poolground/pool"'), ["poolground/pool", "poolground/wasm/webworker"]);
});

void test("a manifest that cannot be used says why", () => {
  equal(readManifest('{"state":"preparing"}'), "the compiler is being prepared; try again in a while");
  equal(
    readManifest('{"state":"failed","reason":"go build: exit status 1\\nx.go:1:1: no"}'),
    "the compiler could not be built: go build: exit status 1; the server's terminal says more: mend it there and start the server again",
  );
  equal(readManifest("<html>"), "the list of the compiler's files is broken");
  equal(readManifest("null"), "the list of the compiler's files is of another version; reload the page");
  deepEqual(readManifest(JSON.stringify(manifest)), manifest);
});
