// Tests of unpacking what a host has packed, or has not.
import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { counted, readAll, unpack } from "./unpack.ts";

const data = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) & 255);

async function packed(): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([data]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer());
}

/** Hands bytes out in pieces of a size. */
function pieces(bytes: Uint8Array<ArrayBuffer>, size: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, (at += size)));
      else controller.close();
    },
  });
}

async function failure(promise: Promise<unknown>): Promise<string> {
  return promise.then(() => "none", (error: unknown) => (error as Error).message);
}

void test("packed or not, the same bytes come out", async () => {
  for (const size of [1, 1000, 1_000_000]) {
    for (const bytes of [data, await packed()]) {
      if (size === 1 && bytes === data) continue; // takes a second
      let seen = 0;
      const body = (await unpack(pieces(bytes, size))).pipeThrough(counted((n) => (seen += n)));
      deepEqual(await readAll(body, data.length), data);
      equal(seen, data.length);
    }
  }
});

void test("files too short to be packed come out as they are", async () => {
  for (const bytes of [[], [0x1f], [0x1f, 0x8c, 1]]) {
    deepEqual(await readAll(await unpack(pieces(Uint8Array.from(bytes), 1)), bytes.length), Uint8Array.from(bytes));
  }
});

void test("what is cut short, too long or broken is an error", async () => {
  equal(await failure(readAll(pieces(data.slice(0, 10), 4), 11)), "it ends after 10 of 11 bytes");
  equal(await failure(readAll(pieces(data.slice(0, 10), 4), 9)), "it is longer than 9 bytes");
  const cut = (await packed()).slice(0, 500);
  equal((await failure(readAll(await unpack(pieces(cut, 100)), data.length))) === "none", false);
});
