//go:build !js

package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"poolground/web"
)

const ctrl = chromedp.ModifierCtrl

// quote returns a text as JavaScript writes it.
func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(quoted)
}

// openAs opens a lesson whose program is testdata/<name>.
func openAs(tb testing.TB, name string) *tab {
	tb.Helper()
	url := program(tb, name)
	wasm, err := os.ReadFile(siteDir + url)
	if err != nil {
		tb.Fatal(err)
	}
	t := newTab(tb)
	t.open(serve(tb, web.Options{}, func(next http.Handler) http.Handler {
		return change("/lessons/starmap-", func([]byte) []byte { return wasm })(next)
	}).URL + "/?lesson=starmap")
	t.waitState(element, "idle")
	return t
}

func TestOutputIsCut(tb *testing.T) {
	t := openAs(tb, "flood")
	t.click(runButton)
	t.waitUntil(`document.querySelector("program-output").hasAttribute("data-cut")`)
	t.click(stopping)
	t.waitState(element, "stopped")
	output := t.text("output")
	if n := strings.Count(output, "\n"); n != 10_000 || !strings.HasSuffix(output, "\nline 10000\n") {
		t.Errorf("%d lines are shown, the last %q", n, output[len(output)-30:])
	}
	want := "The output is cut here: the page shows the first 10,000 lines and 1,000,000 characters of it."
	if got := eval[string](t, `document.querySelector(".cut").innerText`); got != want {
		t.Errorf("the page says %q, want %q", got, want)
	}
}

func TestPicture(tb *testing.T) {
	t := openAs(tb, "picture")
	t.press()
	if got, want := t.text("output"), "before\nbetween\nIMAGE:<img src=x onerror=alert(1)>\n"; got != want {
		t.Errorf("output %q, want %q", got, want)
	}
	if got, want := eval[string](t, `document.querySelector(".water").innerText.trim()`), "This program made no pool, so there is nothing to draw."; got != want {
		t.Errorf("the timeline says %q, want %q", got, want)
	}
	got := eval[string](t, `(async () => {
		const images = [...document.querySelectorAll("[data-part=output] img")];
		await Promise.all(images.map((image) => image.decode()));
		return images.map(({ alt, naturalWidth, naturalHeight }) => [alt, naturalWidth, naturalHeight].join("|")).join();
	})()`)
	if want := "Picture of the program, 30 by 20 pixels|30|20"; got != want {
		t.Errorf("the pictures are %q, want %q", got, want)
	}
}

// The lines of a panic's stack lead to the editor.
func TestStackLeadsToEditor(tb *testing.T) {
	t := openAs(tb, "panics")
	t.click(runButton)
	t.waitState(element, "failed")
	t.do(`document.querySelector(".place").click()`) // the page may still be scrolling to the output
	t.waitUntil(`document.activeElement.matches(".cm-content")`)
	line := eval[string](t, `document.querySelector(".place").textContent + " " + (() => {
		const { anchorNode } = getSelection();
		const line = (anchorNode instanceof Element ? anchorNode : anchorNode.parentElement).closest(".cm-line");
		return 1 + [...document.querySelectorAll(".cm-line")].indexOf(line);
	})()`)
	if want := "main.go:6 6"; line != want {
		t.Errorf("the place and the cursor's line are %q, want %q", line, want)
	}
}
