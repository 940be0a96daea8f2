// Tests of a listener: whatever it is called for, a frame that comes later is told of.
import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { Line } from "./line.ts";
import { Listener } from "./listener.ts";
import { DOORBELL } from "./protocol.ts";
import { RING_SIZE } from "./ring.ts";
import { Spares } from "./spares.ts";

void test("a doorbell that comes after its frame was taken leaves the next frame one", () => {
  const rung: unknown[] = [];
  const port = { postMessage: (message: unknown) => void rung.push(message) };
  const memory = new SharedArrayBuffer(2 * RING_SIZE);
  const [near, far] = [new Line(port, memory, 0), new Line(port, memory, 1)];
  const got: (number | undefined)[] = [];
  const listener = new Listener(
    (_, frame) => void got.push(frame[0]),
    () => undefined,
    false,
  );
  listener.add(1, far);
  const spares = new Spares();
  const send = (n: number): void => {
    const frame = Uint8Array.of(n);
    const spans = { pairs: [0, 1], size: 1 };
    near.send({ spans: () => spans, copyTo: (to) => to.set(frame), copyApart: () => frame }, spares);
  };

  listener.idle();
  send(1);
  deepEqual(rung, [DOORBELL]);
  // The sender had put its frame in, the reader took it and slept, and then came the ring.
  listener.drain();
  deepEqual(got, [1]);
  listener.idle(); // what the doorbell calls
  send(2);
  deepEqual(rung, [DOORBELL, DOORBELL]);
  listener.idle();
  deepEqual(got, [1, 2]);
});
