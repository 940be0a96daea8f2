// Lists of numbers and the memory of typed arrays.

import type { NumberForm } from "./jobs-protocol";

/** A typed array. int64 and uint64, and so Go's int and uint, are BigInts in one. */
export type NumberArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** The array types, with their tags in RFC 8746. */
const kinds = {
  int8: { array: Int8Array, tag: 72 },
  int16: { array: Int16Array, tag: 77 },
  int32: { array: Int32Array, tag: 78 },
  int64: { array: BigInt64Array, tag: 79 },
  uint8: { array: Uint8Array, tag: 64 },
  uint16: { array: Uint16Array, tag: 69 },
  uint32: { array: Uint32Array, tag: 70 },
  uint64: { array: BigUint64Array, tag: 71 },
  float32: { array: Float32Array, tag: 85 },
  float64: { array: Float64Array, tag: 86 },
} as const satisfies Record<NumberForm, unknown>;

const forms = new Map<string, NumberForm>([["Uint8ClampedArray", "uint8"]]);
for (const [form, { array }] of Object.entries(kinds)) forms.set(array.name, form as NumberForm);

/** The form of a typed array, undefined for anything else. */
export function formOfArray(value: unknown): NumberForm | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  return forms.get((value as NumberArray)[Symbol.toStringTag]);
}

export function tagOf(form: NumberForm): number {
  return kinds[form].tag;
}

export function formOfTag(tag: number | undefined): NumberForm | undefined {
  return (Object.keys(kinds) as NumberForm[]).find((form) => kinds[form].tag === tag);
}

export function memoryOf(array: NumberArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** An array of the memory, which it shares where that is aligned. */
export function arrayOf(form: NumberForm, memory: Uint8Array<ArrayBuffer>): NumberArray {
  const { array } = kinds[form];
  const { buffer, byteOffset } = memory.byteOffset % array.BYTES_PER_ELEMENT === 0 ? memory : memory.slice();
  return new array(buffer, byteOffset, memory.length / array.BYTES_PER_ELEMENT);
}

const word = 2 ** 32;

/** The numbers in the memory; BigInts are those beyond 2^53. */
export function numbersOf(form: NumberForm, memory: Uint8Array<ArrayBuffer>): (number | bigint)[] {
  const array = arrayOf(form, memory);
  if (!(array instanceof BigInt64Array || array instanceof BigUint64Array)) return Array.from(array);
  const words = new Uint32Array(array.buffer, array.byteOffset, 2 * array.length);
  return Array.from({ length: array.length }, (_, i) => {
    const high = words[2 * i + 1] ?? 0;
    const value = (form === "int64" ? high | 0 : high) * word + (words[2 * i] ?? 0);
    return Number.isSafeInteger(value) ? value : (array[i] ?? value);
  });
}

const limits: Partial<Record<NumberForm, [number, number]>> = {
  int8: [-128, 127], int16: [-32768, 32767], int32: [-(word / 2), word / 2 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint8: [0, 255], uint16: [0, 65535], uint32: [0, word - 1], uint64: [0, Number.MAX_SAFE_INTEGER],
};

/** The memory of numbers of a form; undefined where a value is none of it. */
export function memoryOfNumbers(form: NumberForm, values: readonly unknown[]): Uint8Array | undefined {
  const limit = limits[form];
  if (form === "float32" || !values.every((v) => typeof v === "number" && fits(v, limit))) return undefined;
  const numbers = values as readonly number[];
  if (form !== "int64" && form !== "uint64") return memoryOf(new kinds[form].array(numbers));
  const words = new Uint32Array(2 * numbers.length);
  numbers.forEach((v, i) => {
    words[2 * i] = v;
    words[2 * i + 1] = Math.floor(v / word);
  });
  return memoryOf(words);
}

function fits(v: number, limit: [number, number] | undefined): boolean {
  return limit === undefined || (Number.isInteger(v) && v >= limit[0] && v <= limit[1]);
}
