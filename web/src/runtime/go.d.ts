// What Go's own wasm_exec.js, which the site builder finds in GOROOT, adds to a worker.

declare module "go:wasm_exec" {}

/** The runtime support of a Go program. The members with _ are not documented by Go. */
declare class Go {
  argv: string[];
  env: Record<string, string>;
  importObject: WebAssembly.Imports;
  exit: (code: number) => void;
  exited: boolean;
  /** Over the program's memory as it was last seen. */
  mem: DataView;
  _pendingEvent: { id: number } | null;
  _scheduledTimeouts: Map<number, ReturnType<typeof setTimeout>>;
  _resume: () => void;
  _makeFuncWrapper: (id: number) => unknown;
  run(instance: WebAssembly.Instance): Promise<void>;
}

/** The part of Node's fs that Go writes through. */
declare const fs: {
  writeSync(fd: number, bytes: Uint8Array): number;
  write(
    fd: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
    callback: (error: Error | null, written?: number) => void,
  ): void;
};
