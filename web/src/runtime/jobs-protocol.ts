// What a page and a program that serves it say to each other. Its Go mirror is
// wasm/jspool/protocol.go, which says how a frame looks; a test there fails when the two drift.

import { decode, encode } from "cborg";

/** What a page asks for. */
export type Request = {
  id: number;
  op: "open" | "map" | "stream" | "items" | "end" | "cancel" | "close";
  function?: string;
  options?: RequestOptions;
  workers?: number;
  maxChunks?: number;
};

export type RequestOptions = {
  chunkSize?: number;
  keepGoing?: boolean;
  retries?: number;
  /** In ms. */
  taskTimeout?: number;
  progress?: boolean;
};

/** What the program answers. */
export type Reply = {
  id: number;
  kind: "serving" | "opened" | "done" | "items" | "progress";
  workers?: number;
  functions?: Record<string, Signature>;
  lists?: ListHeader[];
  first: number;
  done: number;
  total: number;
  error?: Failure;
  failures?: Failure[];
};

/** The forms that cost a function least. */
export type Signature = { params: Form[]; result: Form };

type ListHeader = { form: Form; count: number; size: number };

/** An error with those that it wraps. */
export type Failure = {
  text: string;
  name: string;
  task: boolean;
  function: string;
  index: number;
  worker: number;
  stack: string;
  wrapped?: Failure[];
};

/** See pool.Form of Go. */
export type Form = "cbor" | NumberForm;
export type NumberForm = "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" | "float32" | "float64";

/** Values as bytes, which stand in parts one after the other. */
export interface List {
  form: Form;
  count: number;
  parts: readonly Uint8Array[];
}

/** A list that has come, in one part. */
export interface Received {
  form: Form;
  count: number;
  bytes: Uint8Array<ArrayBuffer>;
}

export function encodeFrame(request: Request, lists: readonly List[] = []): Uint8Array<ArrayBuffer> {
  const headers = lists.map(({ form, count, parts }) => ({ form, count, size: sizeOf(parts) }));
  const header = encode({ ...request, lists: headers }, { ignoreUndefinedProperties: true });
  const start = aligned(4 + header.length);
  const frame = new Uint8Array(headers.reduce((total, { size }) => total + aligned(size), start));
  new DataView(frame.buffer).setUint32(0, header.length, true);
  frame.set(header, 4);
  let at = start;
  for (const { parts } of lists) {
    for (const part of parts) {
      frame.set(part, at);
      at += part.length;
    }
    at = aligned(at);
  }
  return frame;
}

export function decodeFrame(frame: Uint8Array<ArrayBuffer>): { reply: Reply; lists: Received[] } {
  const length = new DataView(frame.buffer, frame.byteOffset).getUint32(0, true);
  const reply = decode(frame.subarray(4, 4 + length)) as Reply;
  let at = aligned(4 + length);
  const lists = (reply.lists ?? []).map(({ form, count, size }) => {
    const bytes = frame.subarray(at, at + size);
    at = aligned(at + size);
    return { form, count, bytes };
  });
  return { reply, lists };
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((total, part) => total + part.length, 0);
}

function aligned(n: number): number {
  return Math.ceil(n / 8) * 8;
}
