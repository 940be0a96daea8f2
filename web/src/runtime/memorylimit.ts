// Ends a program whose memory grows beyond what the page allows.

/** Go calls this import after each growth of its memory, whatever it does otherwise. */
const GROWN = "runtime.resetMemoryDataView";

/** Calls full, which must throw, once a program of go has more than so many bytes. */
export function limitMemory(go: Go, bytes: number, full: () => never): void {
  const imports = go.importObject["gojs"] as Record<string, (sp: number) => void>;
  const grown = imports[GROWN];
  if (grown === undefined) throw new Error(`this Go's wasm_exec.js has no ${GROWN}`);
  imports[GROWN] = (sp) => {
    grown(sp);
    if (go.mem.byteLength > bytes) full();
  };
}

/** Why a program was ended: it, and for a pool the death of its worker, is named before it. */
export function usedUp(bytes: number): string {
  return `used more than the ${Math.round(bytes / 2 ** 20)} MiB of memory that it may have`;
}
