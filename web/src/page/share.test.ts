// Tests of programs in links: they come back as they were, and what is broken says so.
import { equal } from "node:assert/strict";
import { test } from "node:test";
import { holdsProgram, MOST_PACKED, MOST_TEXT, pack, unpack } from "./share.ts";

const BROKEN = "The link’s program is broken or cut short. This is the lesson’s own.";
const LONG = "The link’s program is too long. This is the lesson’s own.";
const UNKNOWN = "The link’s program is in a form that this page does not know. This is the lesson’s own.";

/** What a promise rejects with, in words. */
async function refusal(promise: Promise<string>): Promise<string> {
  try {
    return `none: ${(await promise).slice(0, 20)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Text that does not compress, the same in each run. */
function noise(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Knuth's constants, as in Numerical Recipes
    return String.fromCharCode(33 + (state >>> 16) % 94);
  }).join("");
}

void test("a program comes back as it was", async () => {
  for (const text of ["", "package main\n\nfunc main() {\n\tprintln(\"häß 🙂\")\r\n}\n", "\ufeffbom", noise(10_000), " ".repeat(MOST_TEXT)]) {
    const packed = await pack(text);
    equal(/^code=1\.[\w-]*$/.test(packed), true, packed.slice(0, 40));
    equal(holdsProgram(`#${packed}`), true);
    equal(await unpack(`#${packed}`), text);
  }
});

void test("other fragments hold no program", () => {
  for (const fragment of ["", "#", "#code", "#encode=1.x"]) equal(holdsProgram(fragment), false, fragment);
});

void test("a broken link says so, wherever it broke", async () => {
  const packed = await pack("package main\n\nfunc main() {}\n");
  for (let end = "code=1.".length; end < packed.length; end++) equal(await refusal(unpack(packed.slice(0, end))), BROKEN, String(end));
  equal(await refusal(unpack(packed.replace("1.", "1.!"))), BROKEN);
  for (let at = "code=1.".length; at < packed.length - 1; at++) {
    const other = packed.charAt(at) === "A" ? "B" : "A";
    equal(await refusal(unpack(packed.slice(0, at) + other + packed.slice(at + 1))), BROKEN, String(at));
  }
  equal(await refusal(unpack("code=2.AAAA")), UNKNOWN);
  equal(await refusal(unpack("code=")), UNKNOWN);
});

void test("bytes that are no text are refused", async () => {
  const stream = new Blob([Uint8Array.of(0xff, 0xfe)]).stream().pipeThrough(new CompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  equal(await refusal(unpack(`code=1.${btoa(String.fromCharCode(...bytes)).replace(/[+]/g, "-").replace(/\//g, "_").replace(/=/g, "")}`)), BROKEN);
});

void test("what is too long is neither made nor unpacked", async () => {
  equal(await refusal(pack(noise(MOST_PACKED))), "The program is too long for a link. Copy its text instead.");
  equal(await refusal(pack(" ".repeat(MOST_TEXT + 1))), "The program is too long for a link. Copy its text instead.");
  equal(await refusal(unpack(`code=1.${"A".repeat(MOST_PACKED)}`)), LONG);
  // A link of 50 kB that unpacks to more than 30 MB.
  const stream = new Blob([new Uint8Array(32 << 20)]).stream().pipeThrough(new CompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const code = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  equal(code.length < MOST_PACKED, true, String(code.length));
  equal(await refusal(unpack(`code=1.${code}`)), LONG);
});
