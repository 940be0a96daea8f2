import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { gapsOf, intervalOf, study } from "./frames.ts";

const steady = Array.from({ length: 20 }, (_, i) => i * 16);

void test("steady frames miss nothing", () => {
  equal(intervalOf(steady), 16);
  deepEqual(gapsOf(steady, 16), []);
  deepEqual(study(steady, 16, 20, 100), { missed: 0, longest: 16 });
});

void test("a late frame is not a missed one", () => {
  deepEqual(gapsOf([0, 16, 39, 48], 16), []);
});

void test("a gap counts what it should have held", () => {
  const times = [...steady, 304 + 160, 304 + 176];
  equal(intervalOf(times), 16);
  deepEqual(gapsOf(times, 16), [{ from: 304, to: 464, missed: 9 }]);
  deepEqual(study(times, 16, 310, 320), { missed: 9, longest: 160 });
  deepEqual(study(times, 16, 0, 300), { missed: 0, longest: 16 });
});

void test("without frames nothing is known", () => {
  equal(intervalOf([]), 1000 / 60);
  deepEqual(study([], 16, 0, 1), { missed: 0, longest: 0 });
});
