import assert from "node:assert/strict";
import { test } from "node:test";
import { readToFrame, readToHost, sealed, VERSION, type Settings, type ToFrame, type ToHost } from "./protocol.ts";

// What embed.js of version 1 sends. It stands in pages for ever, so this must be read for ever.
const settings: Settings = { workers: 2, view: ["code", "output"], theme: "dark", fill: false };
const oldOpen = { poolground: 1, kind: "open", shown: { lesson: "starmap" }, settings };

void test("a host of version 1 is understood", () => {
  assert.deepEqual(readToFrame(oldOpen), { kind: "open", shown: { lesson: "starmap" }, settings });
  assert.deepEqual(readToFrame({ ...oldOpen, shown: { text: "package main\n" } })?.kind, "open");
  for (const kind of ["run", "stop"] as const) assert.deepEqual(readToFrame({ poolground: 1, kind }), { kind });
});

void test("a frame of version 1 is understood", () => {
  const told: ToHost[] = [
    { kind: "hello" },
    { kind: "ready", title: "Two arguments" },
    { kind: "height", height: 12 },
    { kind: "run" },
    { kind: "output", text: "1\n", stream: "stderr" },
    { kind: "done", state: "stopped", status: "Stopped after 1.00 s." },
  ];
  for (const message of told) assert.deepEqual(readToHost({ poolground: 1, ...message, more: 1 }), message);
});

void test("what is sent is read", () => {
  const message: ToFrame = { kind: "settings", settings: { workers: 0, view: [], theme: "light", fill: true } };
  assert.deepEqual(readToFrame(structuredClone(sealed(message))), message);
  assert.equal((sealed(message) as { poolground: number }).poolground, VERSION);
});

void test("anything else is passed over", () => {
  const junk = [
    null, undefined, 1, "run", [], {}, { kind: "run" }, { poolground: "1", kind: "run" }, { poolground: 0, kind: "run" },
    { poolground: VERSION + 1, kind: "run" }, { poolground: 1 }, { poolground: 1, kind: "later" }, { poolground: 1, kind: "open" },
    { ...oldOpen, shown: { lesson: 1 } }, { ...oldOpen, settings: { workers: "2" } }, { ...oldOpen, settings: null },
    { poolground: 1, kind: "ready" }, { poolground: 1, kind: "height", height: NaN }, { poolground: 1, kind: "height", height: -1 },
    { poolground: 1, kind: "height", height: 1e9 }, { poolground: 1, kind: "output", text: "x", stream: "file" },
    { poolground: 1, kind: "done", state: "idle", status: "" },
  ];
  for (const message of junk) {
    assert.equal(readToFrame(message), null, JSON.stringify(message));
    assert.equal(readToHost(message), null, JSON.stringify(message));
  }
});
