// Reads what Go's tools complain of.

export interface Diagnostic {
  /** Of the program's own text, from 1. */
  line: number;
  /** From 1, in UTF-16 units, as editors and strings count. */
  column: number;
  message: string;
}

/** The name under which Go's tools get to see the program. */
export const PROGRAM = "main.go";

/** FILE:LINE:COLUMN: MESSAGE, where FILE may be what a //line comment made of it: then the true place
 * follows in brackets. */
const place = String.raw`(?:\.?/|/src/)?main\.go:(\d+)(?::(\d+))?`;
const complaint = new RegExp(`^(?:[^[]*:\\d+\\[${place}\\]|${place}): (.*)$`);

const missing = /^could not import (\S+) \(.*\)$/;

/** Returns what a tool says of the program. What it says of anything else is left out. */
export function parseDiagnostics(text: string, source: string): Diagnostic[] {
  const lines = source.split("\n");
  const found: Diagnostic[] = [];
  let last: Diagnostic | null = null;
  for (const line of text.split("\n")) {
    const match = complaint.exec(line);
    if (match !== null) {
      const number = Number(match[1] ?? match[3]);
      const column = Number(match[2] ?? match[4] ?? 1);
      last = { line: number, column: columnOf(lines[number - 1] ?? "", column), message: reword(match[5] ?? "") };
      found.push(last);
    } else if (line.startsWith("\t") && last !== null) {
      last.message += `\n${line}`;
    } else {
      last = null;
    }
  }
  return found;
}

function reword(message: string): string {
  const path = missing.exec(message)?.[1];
  if (path === undefined) return message;
  return `package ${path} is not available in the playground; the standard library and poolground/pool are`;
}

/** Go counts the bytes of UTF-8. */
function columnOf(line: string, column: number): number {
  let bytes = 1;
  let units = 1;
  for (const character of line) {
    if (bytes >= column) break;
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    units += character.length;
  }
  return units;
}

const undeclaredMain = "function main is undeclared in the main package";

/** Returns what the linker says of the program, which it knows no lines of. */
export function parseLinkFailure(text: string): Diagnostic[] {
  if (text.includes(undeclaredMain)) return [{ line: 1, column: 1, message: undeclaredMain }];
  const undefinedSymbol = /relocation target (main\.\S+) not defined/.exec(text)?.[1];
  return undefinedSymbol === undefined ? [] : [{ line: 1, column: 1, message: `${undefinedSymbol} has no body` }];
}

/** Returns the line of a tool's last words that says most. */
export function gist(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return lines.find((line) => /internal compiler error|panic:|fatal error:/.test(line)) ?? lines[0] ?? "it said nothing";
}

/** Whether a tool itself broke down, which is no fault of the program. */
export function isCrash(text: string): boolean {
  return /^(?:panic: |fatal error: |runtime: )|internal compiler error:/m.test(text);
}
