// Unpacks what a plain host serves as it lies there.

/** Returns the bytes of a file that was packed with gzip, whether its host has unpacked it or not. */
export async function unpack(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const reader = body.getReader();
  const start: Uint8Array<ArrayBuffer>[] = [];
  let first = -1;
  let second = -1;
  while (second < 0) {
    const { done, value } = await reader.read();
    if (done) break;
    start.push(value);
    for (const byte of value.subarray(0, 2)) {
      if (first < 0) first = byte;
      else if (second < 0) second = byte;
    }
  }
  const whole = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const chunk = start.shift() ?? (await reader.read()).value;
      if (chunk === undefined) controller.close();
      else controller.enqueue(chunk);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  // No archive and no module begins with gzip's two bytes.
  return first === 0x1f && second === 0x8b ? whole.pipeThrough(new DecompressionStream("gzip")) : whole;
}

/** Calls report with the number of bytes of each chunk that passes. */
export function counted(report: (bytes: number) => void): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  return new TransformStream({
    transform(chunk, controller) {
      report(chunk.length);
      controller.enqueue(chunk);
    },
  });
}

/** Reads a stream of a known length; one of another length is an error. */
export async function readAll(body: ReadableStream<Uint8Array<ArrayBuffer>>, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  let length = 0;
  for (const reader = body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    if (length + value.length > size) throw new Error(`it is longer than ${size} bytes`);
    bytes.set(value, length);
    length += value.length;
  }
  if (length < size) throw new Error(`it ends after ${length} of ${size} bytes`);
  return bytes;
}
