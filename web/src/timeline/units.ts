// Numbers as people read them.

/** Milliseconds, to three digits, or to the digits that tell moments of a step apart. */
export function duration(ms: number, step = 0): string {
  if (ms === 0) return "0";
  const [size, unit] = Math.abs(ms) >= 1000 ? [1000, "s"] : Math.abs(ms) >= 1 ? [1, "ms"] : [0.001, "µs"];
  const digits = step > 0 ? Math.max(Math.ceil(-Math.log10(step / size) - 1e-9), 0) : 0;
  const coarse = trim(ms / size);
  const fine = (ms / size).toFixed(Math.min(digits, 6));
  return `${step > 0 ? fine : coarse} ${unit}`;
}

/** A duration to the two digits that mean something where it is an estimate. */
export function roughly(ms: number): string {
  return duration(Number(ms.toPrecision(2)));
}

/** A factor. */
export function times(n: number): string {
  return `${n.toFixed(1)}×`;
}

export function bytes(n: number): string {
  return n < 1024 ? `${n} bytes` : n < 1024 ** 2 ? `${trim(n / 1024)} KiB` : `${trim(n / 1024 ** 2)} MiB`;
}

/** A share from 0 to 1. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

export function plural(n: number, noun: string): string {
  return `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
}

function trim(n: number): string {
  return n >= 100 ? n.toFixed(0) : String(Number(n.toPrecision(3)));
}
