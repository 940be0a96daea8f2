// Shows what a pool of two workers computes, in a page that was bundled.
import file from "./app.wasm";
import { Pool, run } from "poolground";

const app = new URL(file, import.meta.url);
const output = document.querySelector("[data-part=output]");
const print = (text) => output.append(text);

async function main() {
  print(`exited with code ${await run({ module: app, workers: 2, args: ["-case=square"], onOutput: print }).exited}\n`);
  const pool = await Pool.open({ module: app, workers: 2 });
  print(`${await pool.map("square", [1, 2, 3])} by ${pool.workers}\n`);
  pool.close();
  await pool.join();
  document.body.dataset.state = "done";
}

main().catch((error) => {
  print(String(error));
  document.body.dataset.state = "failed";
});
