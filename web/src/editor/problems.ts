// Shows what the compiler found, at its lines: a mark in the gutter, a wave, and the message.
import { lintGutter, setDiagnostics, type Diagnostic as Mark } from "@codemirror/lint";
import { RangeSetBuilder, StateEffect, StateField, type EditorState, type Extension, type TransactionSpec } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";
import type { Diagnostic } from "../compile/compiler.ts";
import { offsetOfColumn } from "./place.ts";

/** What must be among an editor's extensions for showProblems to work. */
export const problems = (): Extension => [lintGutter(), messages];

export function showProblems(state: EditorState, found: readonly Diagnostic[]): TransactionSpec {
  const marks = found.map((problem) => markOf(state, problem));
  const spec = setDiagnostics(state, marks);
  const effects = Array.isArray(spec.effects) ? (spec.effects as StateEffect<unknown>[]) : [];
  return { effects: [...effects, setMessages.of(decorationsOf(state, marks))] };
}

/** Where a problem stands; what the text no longer has stands at its end. */
export function placeOf(state: EditorState, line: number, column: number): number {
  if (line > state.doc.lines) return state.doc.length;
  const { from, text } = state.doc.line(Math.max(line, 1));
  return from + offsetOfColumn(text, column);
}

function markOf(state: EditorState, { line, column, message }: Diagnostic): Mark {
  const at = placeOf(state, line, column);
  const end = state.doc.lineAt(at).to;
  const word = state.wordAt(at);
  const to = word && word.to > at ? word.to : Math.min(at + 1, end);
  // At the end of a line nothing can be underlined but what stands before.
  const from = to > at ? at : Math.max(at - 1, state.doc.lineAt(at).from);
  return { from, to, severity: "error", message };
}

const setMessages = StateEffect.define<DecorationSet>();

/** The first message of each line, which styles/editor.css writes behind it: no widget, so that
 * the editor's text stays the program's. */
const messages = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    let now = shown.map(transaction.changes);
    for (const effect of transaction.effects) if (effect.is(setMessages)) now = effect.value;
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function decorationsOf(state: EditorState, marks: readonly Mark[]): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  let last = -1;
  for (const { from, message } of [...marks].sort((a, b) => a.from - b.from)) {
    const line = state.doc.lineAt(from).from;
    if (line === last) continue;
    last = line;
    const text = message.split("\n", 1)[0] ?? "";
    builder.add(line, line, Decoration.line({ class: "problem", attributes: { "data-message": text } }));
  }
  return builder.finish();
}
