// JavaScript's values as the lists that cross to a program and back.

import { Token, Type, decode, encode, type EncodeOptions } from "cborg";
import type { Form, List, Received } from "./jobs-protocol";
import { arrayOf, formOfArray, formOfTag, memoryOf, memoryOfNumbers, numbersOf, tagOf, type NumberArray } from "./numbers";
import { TaskError, textOf } from "./poolerror";

export type { NumberArray };

/** A typed array's memory begins so far into its item: see FormCBOR of Go. */
const arrayHeader = 12;

/** Encodes the arguments of a function's tasks in the form that costs it least, if they have it. A
 * typed array of just that form goes as its memory is. The error names the argument that cannot. */
export function encodeList(name: string, values: readonly unknown[] | NumberArray, form: Form, first = 0): List {
  if (formOfArray(values) === form) return { form, count: values.length, parts: [memoryOf(values as NumberArray)] };
  const items = Array.isArray(values) ? (values as readonly unknown[]) : Array.from(values as Iterable<unknown>);
  const numbers = form === "cbor" ? undefined : memoryOfNumbers(form, items);
  if (numbers !== undefined) return { form, count: items.length, parts: [numbers] };
  const parts = new Parts();
  items.forEach((value, i) => {
    try {
      addItem(parts, value);
    } catch (error) {
      const task = { function: name, index: first + i, worker: -1 };
      throw new TaskError("ErrTask", `pool: ${name}, task ${task.index}: cannot encode ${culprit(value, "the argument")}: ${reasonOf(error)}`, task);
    }
  });
  return { form: "cbor", count: items.length, parts: parts.list() };
}

/** Decodes results: to a typed array if one is wanted and they are numbers. */
export function decodeList({ form, count, bytes }: Received, typed: boolean): unknown[] | NumberArray {
  if (form !== "cbor") return typed ? arrayOf(form, bytes) : numbersOf(form, bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values: unknown[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at + 4;
    at = start + view.getUint32(at, true);
    values.push(decodeItem(bytes.subarray(start, at), count > 1));
  }
  return values;
}

/** Small pieces are put together, so that a list of many items is not a list of many parts. */
class Parts {
  readonly #parts: Uint8Array[] = [];
  #block = new Uint8Array(1 << 12);
  #used = 0;

  add(bytes: Uint8Array): void {
    if (this.#used + bytes.length > this.#block.length) {
      this.#flush(bytes.length);
      if (bytes.length > this.#block.length) {
        this.#parts.push(bytes);
        return;
      }
    }
    this.#block.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  list(): readonly Uint8Array[] {
    this.#flush(0);
    return this.#parts;
  }

  #flush(next: number): void {
    if (this.#used === 0) return;
    this.#parts.push(this.#block.subarray(0, this.#used));
    this.#block = new Uint8Array(next > largestBlock ? 1 << 12 : Math.min(largestBlock, 2 * this.#block.length));
    this.#used = 0;
  }
}

const largestBlock = 1 << 20;

function addItem(parts: Parts, value: unknown): void {
  const form = formOfArray(value);
  if (form === undefined) {
    const item = encode(value, encoding);
    parts.add(new Uint8Array(Uint32Array.of(item.length).buffer));
    parts.add(item);
    return;
  }
  const memory = memoryOf(value as NumberArray);
  const header = new DataView(new ArrayBuffer(4 + arrayHeader));
  header.setUint32(0, arrayHeader + memory.length, true);
  header.setUint32(4, 0xd900005b + (tagOf(form) << 8));
  header.setBigUint64(8, BigInt(memory.length));
  parts.add(new Uint8Array(header.buffer));
  parts.add(memory);
}

function decodeItem(item: Uint8Array<ArrayBuffer>, shared: boolean): unknown {
  if (item[0] === 0xd9 && item[3] === 0x5b) {
    const form = formOfTag(item[2]);
    const memory = item.subarray(arrayHeader);
    if (form !== undefined) return arrayOf(form, shared ? memory.slice() : memory);
  }
  try {
    return decode(item);
  } catch {
    // A key that is no string makes a Map of its map, and of no other.
    return withoutMaps(decode(item, { useMaps: true }));
  }
}

function withoutMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMaps);
  if (!(value instanceof Map)) return value;
  const entries = [...(value as Map<unknown, unknown>)].map(([key, v]) => [key, withoutMaps(v)] as const);
  return entries.every(([key]) => typeof key === "string") ? Object.fromEntries(entries as [string, unknown][]) : new Map(entries);
}

/** A typed array inside another value goes element by element, as Go's lists of numbers do. */
const elements = (array: Iterable<number | bigint>): Token[] => {
  const values = Array.from(array);
  return [new Token(Type.array, values.length), ...values.map(numberToken)];
};

function numberToken(v: number | bigint): Token {
  if (typeof v === "number" && (!Number.isSafeInteger(v) || Object.is(v, -0))) return new Token(Type.float, v);
  return new Token(v >= 0 ? Type.uint : Type.negint, v);
}

const encoding: EncodeOptions = {
  ignoreUndefinedProperties: true,
  typeEncoders: {
    number: (v: number) => numberToken(v),
    bigint: (v: bigint) => {
      if (BigInt.asIntN(64, v) !== v && BigInt.asUintN(64, v) !== v) throw new Error(`${v} is beyond 64 bits`);
      return numberToken(v);
    },
    Date: (v: Date) => new Token(Type.string, v.toISOString()),
    Int8Array: elements,
    Int16Array: elements,
    Int32Array: elements,
    BigInt64Array: elements,
    Uint16Array: elements,
    Uint32Array: elements,
    BigUint64Array: elements,
    Float32Array: elements,
    Float64Array: elements,
  },
};

function reasonOf(error: unknown): string {
  return textOf(error).replace(/^CBOR encode error: (?:unsupported type: (.*))?/, (_, type?: string) => (type === undefined ? "" : `a ${type} cannot cross`));
}

/** Where in a value that cannot be encoded the fault is. */
function culprit(value: unknown, path: string, above: readonly unknown[] = []): string {
  if (typeof value !== "object" || value === null || above.includes(value)) return path;
  for (const [key, inner] of value instanceof Map ? (value as Map<unknown, unknown>) : Object.entries(value)) {
    try {
      encode(inner, encoding);
    } catch {
      return culprit(inner, `${path}.${String(key)}`, [...above, value]);
    }
  }
  return path;
}
