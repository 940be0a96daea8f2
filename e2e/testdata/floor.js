// What the browser itself costs: the exchanges of a pool without a pool. A worker of the page,
// it measures against workers of its own, which echo ("?echo") or are bare Go programs.

if (location.search === "?echo") {
  onmessage = ({ data }) => postMessage(data, data instanceof ArrayBuffer ? [data] : []);
} else {
  onmessage = async ({ data: { mode, n, size, module } }) => {
    const workers = [];
    const start = (url) => {
      const worker = new Worker(url, { type: "module" });
      workers.push(worker);
      return worker;
    };
    const value = await { ping, pingGo, flood, copy, startGo }[mode]({ start, n, size, module });
    for (const worker of workers) worker.terminate();
    postMessage(value);
  };
}

const next = (worker) => new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));

async function echo(start) {
  const worker = start(`${location.href}?echo`);
  worker.postMessage(0);
  await next(worker);
  return worker;
}

async function bareGo(start, module) {
  const worker = start("bare.js");
  worker.postMessage(module);
  await next(worker);
  return worker;
}

function exchange(worker, n) {
  return new Promise((resolve) => {
    let left = n;
    const began = performance.now();
    worker.onmessage = () => {
      if (--left > 0) worker.postMessage(left);
      else resolve((performance.now() - began) / n);
    };
    worker.postMessage(left);
  });
}

// The ms of a round trip of a number.
const ping = async ({ start, n }) => exchange(await echo(start), n);
const pingGo = async ({ start, n, module }) => exchange(await bareGo(start, module), n);

// The ms a number that is one of n in flight.
async function flood({ start, n }) {
  const worker = await echo(start);
  return new Promise((resolve) => {
    let left = n;
    const began = performance.now();
    worker.onmessage = () => {
      if (--left === 0) resolve((performance.now() - began) / n);
    };
    for (let i = 0; i < n; i++) worker.postMessage(i);
  });
}

// The ms of two plain copies each way, and of handing over what they fill.
async function copy({ start, n, size }) {
  const worker = await echo(start);
  const [a, b, c] = [0, 1, 2].map(() => new Uint8Array(size));
  const began = performance.now();
  for (let i = 0; i < n; i++) {
    const frame = new Uint8Array(size);
    frame.set(a);
    worker.postMessage(frame.buffer, [frame.buffer]);
    const back = new Uint8Array(await next(worker));
    b.set(back);
    c.set(b);
    a.set(c);
  }
  return (performance.now() - began) / n;
}

// The ms until n bare Go workers are ready.
async function startGo({ start, n, module }) {
  const began = performance.now();
  await Promise.all(Array.from({ length: n }, () => bareGo(start, module)));
  return performance.now() - began;
}
