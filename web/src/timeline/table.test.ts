// Tests of the table: its rows are all that the lanes show, by time.
import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { cellsOf, rowsOf } from "./table.ts";
import { chunk, event, modelOf } from "./test-events.ts";

void test("each span is a row, by its beginning", () => {
  const model = modelOf([
    event("WorkerStarted", 0, { worker: 0 }),
    event("WorkerReady", 1.5, { worker: 0 }),
    event("JobStarted", 2, { job: 0, fn: "f" }),
    event("CallerBlocked", 2, { job: 0, fn: "Map" }),
    ...chunk(0, 2.5, 4.5, { first: 3, count: 2, bytes: 24 }),
    event("ChunkStarted", 5, { worker: 0, job: 0, fn: "f", first: 5, count: 1 }),
    event("WorkerDied", 9, { worker: 0, error: "exit code 3" }),
  ]);
  deepEqual(rowsOf(model).map((row) => cellsOf(model, row, 10).join("|")), [
    "0.000|parent|running|||2.000||",
    "0.000|worker 0|starting|||1.500||",
    "1.500|worker 0|idle|||7.500||died: exit code 3",
    "2.000|parent|blocked in Map|0||8.000 so far||",
    "2.500|worker 0|f, tasks 3 to 4|0|2|2.000|24 bytes|",
    "5.000|worker 0|f, task 5|0|1|4.000||exit code 3",
  ]);
});
