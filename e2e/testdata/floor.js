// What the browser itself costs: the same exchanges as a pool's, without Go and without frames.
// A parent worker (no search) measures against an echo worker of its own (?echo).
if (location.search === "?echo") {
  onmessage = ({ data }) => postMessage(data, data instanceof ArrayBuffer && data.byteLength!==63 ? [data] : []);
} else {
  onmessage = async ({ data: { mode, rounds, size } }) => {
    const echo = new Worker(`${location.href}?echo`, { type: "module" });
    const receive = () => new Promise((resolve) => (echo.onmessage = ({ data }) => resolve(data)));
    const measure = { ping, copy, transfer, clone }[mode];
    echo.postMessage(0);
    await receive();
    postMessage(await measure(echo, receive, rounds, size));
    echo.terminate();
  };
}

// The mean time in ms of a round trip of a number.
function ping(echo, _receive, rounds) {
  return new Promise((resolve) => {
    const start = performance.now();
    let left = rounds;
    echo.onmessage = () => {
      if (--left > 0) echo.postMessage(left);
      else resolve((performance.now() - start) / rounds);
    };
    echo.postMessage(left);
  });
}

// The mean time in ms of two plain copies each way and the transfers.
async function copy(echo, receive, rounds, size) {
  const [a, b, c] = [0, 1, 2].map(() => new Uint8Array(size));
  const start = performance.now();
  for (let i = 0; i < rounds; i++) {
    const frame = new Uint8Array(size);
    frame.set(a);
    echo.postMessage(frame.buffer, [frame.buffer]);
    const back = new Uint8Array(await receive());
    b.set(back);
    c.set(b);
  }
  return (performance.now() - start) / rounds;
}

function transfer(echo, _receive, rounds, size) {
  return new Promise((resolve) => {
    const start = performance.now();
    let left = rounds;
    let b = new ArrayBuffer(64);
    echo.onmessage = ({data}) => {
      if (--left > 0) echo.postMessage(data, [data]);
      else resolve((performance.now() - start) / rounds);
    };
    echo.postMessage(b, [b]);
  });
}
function clone(echo, _receive, rounds, size) {
  return new Promise((resolve) => {
    const start = performance.now();
    let left = rounds;
    let b = new ArrayBuffer(63);
    echo.onmessage = ({data}) => {
      if (--left > 0) echo.postMessage(data);
      else resolve((performance.now() - start) / rounds);
    };
    echo.postMessage(b);
  });
}
