//go:build !js

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	code   = "document.querySelector('[data-part=editor]').value"
	edited = "document.querySelector('program-code').hasAttribute('data-edited')"
)

// openEditor opens a lesson and puts the cursor at the beginning of its program.
func openEditor(tb testing.TB, id string) *tab {
	tb.Helper()
	t := openLesson(tb, id, 2)
	t.enterEditor()
	return t
}

func (t *tab) enterEditor() {
	t.Helper()
	t.waitUntil(`document.querySelector(".cm-content")`)
	t.do(`document.querySelector(".cm-content").focus()`)
	t.key(kb.Home, ctrl)
}

// waitUntil waits until an expression is true of the document.
func (t *tab) waitUntil(condition string) {
	t.Helper()
	expression := fmt.Sprintf(`new Promise((resolve) => {
		const look = () => Boolean(%s) && (resolve(), true);
		if (!look()) new MutationObserver((_, o) => look() && o.disconnect())
			.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
	})`, condition)
	if err := chromedp.Do(t.ctx, chromedp.Evaluate[chromedp.Void](expression, chromedp.EvalAwaitPromise)); err != nil {
		t.Fatalf("waiting for %s: %v\n%s", condition, err, t.describe())
	}
}

// key presses keys, one after the other.
func (t *tab) key(keys string, modifiers ...chromedp.Modifier) {
	t.Helper()
	if err := chromedp.Do(t.ctx, chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...))); err != nil {
		t.Fatal(err)
	}
}

// paste replaces the editor's text.
func (t *tab) paste(text string) {
	t.Helper()
	t.enterEditor()
	t.key("a", ctrl)
	if _, err := chromedp.Call(t.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		t.Fatal(err)
	}
	if got := t.code(); got != text {
		t.Fatalf("the editor has %q, want %q", got, text)
	}
}

func (t *tab) code() string {
	t.Helper()
	return eval[string](t, code)
}

func (t *tab) reload() {
	t.Helper()
	if err := chromedp.Do(t.ctx, chromedp.Reload()); err != nil {
		t.Fatal(err)
	}
	t.waitState(element, "idle")
}

func (t *tab) checkEdited(want bool) {
	t.Helper()
	if got := eval[bool](t, edited); got != want {
		t.Errorf("marked as edited: %t", got)
	}
}

func TestEditorByKeyboard(tb *testing.T) {
	t := openEditor(tb, "starmap")
	lesson := t.code()
	t.key(kb.ArrowDown + kb.End + "(" + kb.Tab + "x")
	if got, want := t.code(), strings.Replace(lesson, "package main\n", "package main(\tx)\n", 1); got != want {
		t.Errorf("after a bracket, a tab and x the text is %q", got)
	}
	t.checkEdited(true)
	for range strings.Count(lesson, "\n") { // more often than needed
		t.key("z", ctrl)
	}
	if t.code() != lesson {
		t.Errorf("undone, the text is\n%s", t.code())
	}
	t.checkEdited(false)
	t.key("f", ctrl)
	t.waitUntil(`document.activeElement.matches(".cm-search input")`)
	t.key(kb.Escape)
	t.waitUntil(`document.activeElement.matches(".cm-content")`)
	t.key(kb.Enter, ctrl)
	t.waitState(element, "done")
	if got, want := t.text("output"), "[10 22 36 52 70 90 112 136 162]\n"; got != want {
		t.Errorf("output %q, want %q", got, want)
	}
	t.key(kb.Escape)
	t.key(kb.Tab)
	if t.code() != lesson || eval[bool](t, `document.activeElement.closest("code-editor") !== null`) {
		t.Error("Escape and Tab do not leave the editor")
	}
	hint := eval[string](t, `document.getElementById(document.querySelector(".cm-content").getAttribute("aria-describedby")).textContent`)
	if !strings.HasPrefix(hint, "Press Escape, then Tab, to leave the editor.") {
		t.Errorf("the editor is described as %q", hint)
	}
}

// The program can be read before the editor is there, and without it, and stands where it will stand.
func TestTextBeforeEditor(tb *testing.T) {
	t := newTab(tb)
	t.expect("404")
	t.expect("dynamically imported module")
	t.open(serve(tb, noOptions, refuse("/assets/editor-")).URL + "/?lesson=starmap")
	t.waitState(element, "idle")
	plain := t.text("editor")
	place := `(() => {
		const lines = document.querySelector(".cm-content") ?? document.querySelector("code-editor code");
		const range = document.createRange();
		range.selectNodeContents(document.createTreeWalker(lines, NodeFilter.SHOW_TEXT).nextNode());
		return [range.getBoundingClientRect(), document.querySelector(".controls").getBoundingClientRect()]
			.map(({ x, y, height }) => [x, y, height]).join(" ");
	})()`
	before := eval[string](t, place)
	t.press()
	other := openLesson(tb, "starmap", 1)
	other.waitUntil(`document.querySelector(".cm-content")`)
	if got := other.code(); got != plain {
		t.Errorf("the editor has\n%s\nthe text before it is\n%s", got, plain)
	}
	if after := eval[string](other, place); after != before {
		t.Errorf("the text jumps from %s to %s", before, after)
	}
}

func TestDraftSurvivesReload(tb *testing.T) {
	t := openEditor(tb, "starmap")
	lesson := t.code()
	t.paste("package main // mine\n")
	t.reload()
	t.checkEdited(true)
	if got, want := t.code(), "package main // mine\n"; got != want {
		t.Errorf("after a reload the text is %q, want %q", got, want)
	}
	t.click(`a[data-lesson="how-many"]`)
	t.checkEdited(false)
	t.click(`a[data-lesson="starmap"]`)
	t.checkEdited(true)
	t.enterEditor()
	t.click("[data-part=reset]")
	t.checkEdited(false)
	if t.code() != lesson {
		t.Errorf("after Reset the text is\n%s", t.code())
	}
	t.enterEditor()
	t.key("z", ctrl)
	if got, want := t.code(), "package main // mine\n"; got != want {
		t.Errorf("with Reset undone the text is %q, want %q", got, want)
	}
	t.click("[data-part=reset]")
	t.reload()
	t.checkEdited(false)
}

func TestStorageThatThrows(tb *testing.T) {
	for name, script := range map[string]string{
		"refused": `Object.defineProperty(window, "localStorage", { get() { throw new Error("refused") } })`,
		"full":    `Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError") }`,
	} {
		tb.Run(name, func(tb *testing.T) {
			t := newTab(tb)
			if _, err := chromedp.Call(t.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
				t.Fatal(err)
			}
			t.open(serve(tb, noOptions, nil).URL + "/?lesson=starmap")
			t.waitState(element, "idle")
			t.paste("package main // mine\n")
			t.click(`a[data-lesson="how-many"]`)
			t.click(`a[data-lesson="starmap"]`)
			if got, want := t.code(), "package main // mine\n"; got != want {
				t.Errorf("back at the lesson the text is %q, want %q", got, want)
			}
			t.click("[data-part=reset]")
			t.press()
		})
	}
}
