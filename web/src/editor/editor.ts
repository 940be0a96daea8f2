// The editor behind the page's code: CodeMirror, in a script of its own that the page loads late.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, insertTab } from "@codemirror/commands";
import { goLanguage } from "@codemirror/lang-go";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, Prec, type Extension } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import type { Diagnostic } from "../compile/compiler.ts";
import { highlighting } from "./highlight.ts";
import { changeBetween, offsetAfterFormat } from "./place.ts";
import { placeOf, problems, showProblems } from "./problems.ts";

/** How far a text is scrolled, in pixels. */
interface Scroll {
  readonly left: number;
  readonly top: number;
}

/** What an editor is given. */
export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  /** Its name for those who do not see it. */
  readonly label: string;
  readonly scroll: Scroll;
  /** The id of the element that says how to leave it by keyboard. */
  readonly hint: string;
  /** What lets the page's policy take the editor's styles. */
  readonly nonce: string;
  readonly changed: () => void;
  readonly run: () => void;
  readonly format: () => void;
}

/** How long Tab leaves the editor after Escape, unless another key comes first. */
const LEAVING_MS = 60_000;

export class Editor {
  readonly #view: EditorView;
  readonly #extensions: Extension;

  constructor(options: EditorOptions) {
    this.#extensions = extensionsFor(options);
    const state = EditorState.create({ doc: options.text, extensions: this.#extensions });
    this.#view = new EditorView({ state, parent: options.parent });
    this.#scrollTo(options.scroll);
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Whether the cursor is in it. */
  get focused(): boolean {
    return this.#view.hasFocus;
  }

  /** Begins anew with a text: there is nothing to undo. */
  open(text: string): void {
    this.#view.setState(EditorState.create({ doc: text, extensions: this.#extensions }));
    this.#scrollTo({ left: 0, top: 0 });
  }

  /** CodeMirror guesses how high lines are until it has measured them. A text that has been scrolled
   * waits for that. What is out of the page's sight is not measured unless it is to be scrolled: so it
   * is, to where it stands, for its numbers else jump when it comes into sight. */
  #scrollTo({ left, top }: Scroll): void {
    const { scrollDOM } = this.#view;
    if (left > 0 || top > 0) {
      this.#view.requestMeasure({ read: () => {}, write: () => scrollDOM.scrollTo(left, top) });
      return;
    }
    scrollDOM.scrollTo(0, 0);
    this.#view.dispatch({ effects: this.#view.scrollSnapshot() });
  }

  /** Changes the text to another, which can be undone, and keeps the cursor at its word. */
  replace(text: string): void {
    const { state } = this.#view;
    const before = state.doc.toString();
    const { anchor, head } = state.selection.main;
    const moved = (offset: number): number => offsetAfterFormat(before, text, offset);
    this.#view.dispatch({
      changes: changeBetween(before, text),
      selection: { anchor: moved(anchor), head: moved(head) },
      userEvent: "input.replace",
    });
  }

  show(found: readonly Diagnostic[]): void {
    this.#view.dispatch(showProblems(this.#view.state, found));
  }

  /** Puts the cursor at a place, both from 1, and shows it. */
  goTo(line: number, column: number): void {
    const anchor = placeOf(this.#view.state, line, column);
    this.#view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center", x: "nearest" }) });
    this.focus();
  }

  focus(): void {
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }
}

function extensionsFor({ label, hint, nonce, changed, run, format }: EditorOptions): Extension {
  const doing = (act: () => void) => (): boolean => {
    act();
    return true;
  };
  return [
    Prec.highest(
      keymap.of([
        { key: "Mod-Enter", run: doing(run) },
        { key: "Shift-Alt-f", run: doing(format) },
        { key: "Mod-s", run: doing(format) },
        { key: "Escape", run: leaveByTab },
      ]),
    ),
    problems(),
    lineNumbers(),
    history(),
    goLanguage,
    highlighting,
    bracketMatching(),
    closeBrackets(),
    indentOnInput(),
    indentUnit.of("\t"),
    EditorState.tabSize.of(4),
    search({ top: true }),
    highlightSelectionMatches({ minSelectionLength: 2 }),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...lintKeymap, { key: "Tab", run: insertTab, shift: indentLess }]),
    // It can be typed into and so has the keyboard anyway; what reads the page for others wants it said.
    EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": hint, tabindex: "0" }),
    EditorView.cspNonce.of(nonce),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) changed();
    }),
  ];
}

/** CodeMirror itself gives two seconds, which is little for many, and does so after this. */
function leaveByTab(view: EditorView): boolean {
  queueMicrotask(() => view.setTabFocusMode(LEAVING_MS));
  return false;
}
