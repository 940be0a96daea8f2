// Takes from a worker what a program that nobody has looked at must not have. The network is the
// matter of the page's content security policy, which a worker made of a blob inherits; this is
// about storage, about other pages of the same origin, and about workers without a policy.

/** Stands at the head of a confined worker's script. */
export const CONFINED = "poolgroundConfined";

/** Of a confined worker. A page in a sandbox can make no module of a blob, but a script. */
export const CONFINED_TYPE = "classic";

const language = [
  "AggregateError", "Array", "ArrayBuffer", "AsyncDisposableStack", "Atomics", "BigInt", "BigInt64Array", "BigUint64Array", "Boolean",
  "DataView", "Date", "DisposableStack", "Error", "EvalError", "FinalizationRegistry", "Float16Array", "Float32Array", "Float64Array",
  "Function", "Infinity", "Int16Array", "Int32Array", "Int8Array", "Intl", "Iterator", "JSON", "Map", "Math", "NaN", "Number", "Object",
  "Promise", "Proxy", "RangeError", "ReferenceError", "Reflect", "RegExp", "Set", "SharedArrayBuffer", "String", "SuppressedError",
  "Symbol", "SyntaxError", "TypeError", "URIError", "Uint16Array", "Uint32Array", "Uint8Array", "Uint8ClampedArray", "WeakMap",
  "WeakRef", "WeakSet", "WebAssembly", "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape", "eval",
  "globalThis", "isFinite", "isNaN", "parseFloat", "parseInt", "undefined", "unescape",
];

const browser = [
  "AbortController", "AbortSignal", "Blob", "CompressionStream", "Crypto", "CryptoKey", "CustomEvent", "DOMException",
  "DecompressionStream", "DedicatedWorkerGlobalScope", "ErrorEvent", "Event", "EventTarget", "File", "FormData", "Headers",
  "MessageChannel", "MessageEvent", "MessagePort", "Performance", "PromiseRejectionEvent", "ReadableStream", "Request", "Response",
  "SubtleCrypto", "TextDecoder", "TextDecoderStream", "TextEncoder", "TextEncoderStream", "TransformStream", "URL",
  "URLSearchParams", "WorkerGlobalScope", "WorkerLocation", "WorkerNavigator", "WritableStream", "addEventListener", "atob", "btoa",
  "clearInterval", "clearTimeout", "close", "console", "constructor", "crossOriginIsolated", "crypto", "dispatchEvent", "fetch",
  "isSecureContext", "location", "name", "navigator", "onerror", "onmessage", "onmessageerror", "origin", "performance",
  "postMessage", "queueMicrotask", "removeEventListener", "self", "setInterval", "setTimeout", "structuredClone",
];

/** Go's and the shell's own. */
const ours = ["Go", "fs", "path", "poolground", "process"];

const ofNavigator = ["constructor", "hardwareConcurrency", "language", "languages", "onLine", "platform", "userAgent"];

/** What a browser has that is not listed here goes, so that what a newer one brings goes too. It
 * throws where the browser does not let go of something. */
export function confine(): void {
  // With one worker a program would have all others: its shell keeps the only way to make one.
  remove(Worker.prototype, "constructor");
  remove(URL, "createObjectURL");
  remove(URL, "revokeObjectURL");
  keepOnly(navigator, new Set(ofNavigator));
  keepOnly(globalThis, new Set([...language, ...browser, ...ours]));
}

/** Goes through an object and its prototypes, but for Object's own, which all objects have. */
function keepOnly(object: object, names: ReadonlySet<string>): void {
  for (let each: object | null = object; each && each !== Object.prototype; each = Object.getPrototypeOf(each) as object | null) {
    for (const name of Object.getOwnPropertyNames(each)) {
      if (!names.has(name)) remove(each, name);
    }
  }
}

function remove(object: object, name: string): void {
  if (Reflect.deleteProperty(object, name) || Reflect.set(object, name, undefined)) return;
  // A constant gives nothing.
  if (typeof Reflect.get(object, name) === "number") return;
  throw new Error(`this browser does not let go of ${name}, so the program cannot be confined`);
}
