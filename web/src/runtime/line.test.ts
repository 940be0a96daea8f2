// Tests of a line: frames come out whole and in the order in which they went in.
import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { Line } from "./line.ts";
import { DOORBELL } from "./protocol.ts";
import { RING_SIZE, Ring } from "./ring.ts";
import { Spares } from "./spares.ts";

/** Numbers below n, the same in each run. */
function random(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Knuth's constants, as in Numerical Recipes
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** A frame whose bytes tell which it is. */
function frameOf(number: number, size: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, i) => (number * 31 + i) & 255);
}

function source(frame: Uint8Array<ArrayBuffer>): Parameters<Line["send"]>[0] {
  return {
    spans: () => ({ pairs: [0, frame.length], size: frame.length }),
    copyTo: (to) => to.set(frame),
    copyApart: () => frame.slice(),
  };
}

void test("a ring carries frames round its end, and says when it is full", () => {
  const memory = new SharedArrayBuffer(RING_SIZE);
  const [writer, reader, next] = [new Ring(memory, 0), new Ring(memory, 0), random(1)];
  const sent: Uint8Array[] = [];
  let refused = 0;
  for (let number = 0; number < 20_000; number++) {
    const frame = frameOf(number, next(number % 7 === 0 ? 12_000 : 100));
    const room = writer.claim(frame.length);
    if (room === null) {
      refused++;
    } else {
      room.set(frame);
      writer.commit(frame.length);
      sent.push(frame);
    }
    if (room === null || next(3) > 0) deepEqual(reader.read(), sent.shift() ?? null);
  }
  while (sent.length > 0) deepEqual(reader.read(), sent.shift());
  equal(reader.read(), null);
  equal(refused > 0, true);
  equal(writer.claim(RING_SIZE), null);
});

void test("a sleeping reader is called once", () => {
  const memory = new SharedArrayBuffer(RING_SIZE);
  const [writer, reader] = [new Ring(memory, 0), new Ring(memory, 0)];
  reader.sleep();
  deepEqual([1, 2].map(() => (writer.claim(4), writer.commit(4))), [true, false]);
});

void test("frames stay in order whichever way they go", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const next = random(seed);
    const posted: (Uint8Array<ArrayBuffer> | typeof DOORBELL)[] = [];
    const port = { postMessage: (message: unknown) => void posted.push(message as Uint8Array<ArrayBuffer>) };
    const memory = new SharedArrayBuffer(2 * RING_SIZE);
    const [near, far, spares] = [new Line(port, memory, 0), new Line(port, memory, 1), new Spares()];
    const got: number[] = [];
    const put = (frame: Uint8Array): void => void got.push((frame[0] ?? 0) | ((frame[1] ?? 0) << 8));
    const receive = (): void => {
      const message = posted.shift();
      far.drain(put);
      if (message === undefined || message === DOORBELL) return;
      far.took();
      put(message);
    };
    const count = 2000;
    for (let number = 0; number < count; number++) {
      const frame = new Uint8Array(next(20) === 0 ? 20_000 : 2 + next(3000));
      frame.set([number & 255, number >> 8]);
      near.send(source(frame), spares);
      if (next(2) === 0) receive();
      if (next(5) === 0 && !far.sleep()) far.drain(put);
    }
    while (posted.length > 0) receive();
    far.drain(put);
    deepEqual(got, Array.from({ length: count }, (_, i) => i));
  }
});
