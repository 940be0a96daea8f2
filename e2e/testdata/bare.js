// Runs a Go module in a worker with Go's own support script and nothing else.
import "./wasm_exec.js";

onmessage = ({ data: module }) => {
  onmessage = null;
  const go = new Go();
  WebAssembly.instantiate(module, go.importObject).then((instance) => go.run(instance));
};
