// What a browser must have to run a program.

/** Says in a sentence what this browser lacks; "" if nothing. */
export function lacking(): string {
  const missing = [
    ["WebAssembly", typeof WebAssembly === "object"],
    ["Web Workers", typeof Worker === "function"],
  ].flatMap(([name, there]) => (there ? [] : [name]));
  if (missing.length === 0) return "";
  return `This browser has no ${missing.join(" and no ")}, which a program needs. Open the page in a current one.`;
}
