//go:build !js

package e2e

import (
	"strings"
	"testing"

	"poolground/web"
)

// openPlayground opens a lesson on a site that has Go's compiler, and counts what is fetched of it.
func openPlayground(tb testing.TB, id string) (t *tab, fetched func() int) {
	tb.Helper()
	dir, err := buildCompilerSite()
	if err != nil {
		tb.Fatal(err)
	}
	t = newTabFor(tb, slowly)
	t.open(serve(tb, web.Options{}, serveToolchain(dir)).URL + "/?lesson=" + id + "&workers=2")
	t.waitState(element, "idle")
	t.waitUntil(`document.querySelector(".cm-content")`)
	return t, func() int {
		return eval[int](t, `performance.getEntriesByType("resource").filter(({ name }) => name.includes("/toolchain/")).length`)
	}
}

// replace replaces what occurs once in the editor's text.
func (t *tab) replace(old, with string) {
	t.Helper()
	text := t.code()
	if strings.Count(text, old) != 1 {
		t.Fatalf("the editor's text does not have %q once:\n%s", old, text)
	}
	t.paste(strings.Replace(text, old, with, 1))
}

// A lesson is changed into what does not compile, mended, and run on the pool's workers.
func TestEditAndRun(tb *testing.T) {
	t, fetched := openPlayground(tb, "starmap")
	t.press()
	if n := fetched(); n > 0 {
		t.Errorf("%d files of the compiler were fetched before the first edit", n)
	}

	t.replace("return x * y", `return x * "y"`)
	t.click(runButton)
	t.waitState(element, "failed")
	const mistake = "main.go:13:57: "
	if got := t.text("output"); !strings.HasPrefix(got, mistake) {
		t.Errorf("the output is %q, want %q and what is wrong", got, mistake)
	}
	// What is fetched meanwhile for a program without mistakes is not told in its place.
	t.do(`(async () => {
		const has = (keys) => keys.some(({url}) => url.includes("/toolchain/link-"));
		while (!has(await (await caches.open("poolground-toolchain")).keys()));
	})()`)
	if got := t.text("status"); got != "main.go has a mistake." {
		t.Errorf("after a mistake, the status is %q", got)
	}
	t.click("[data-part=output] .place")
	if !eval[bool](t, `document.activeElement.matches(".cm-content")`) {
		t.Errorf("the place does not lead into the editor: %s", eval[string](t, `document.activeElement.outerHTML.slice(0, 300) + document.hasFocus()`))
	}

	t.replace(`return x * "y"`, "return x*y + 1")
	t.press()
	if got, want := t.text("output"), "[11 23 37 53 71 91 113 137 163]\n"; got != want {
		t.Errorf("output %q, want %q", got, want)
	}
	if n := eval[int](t, `document.querySelectorAll("[data-part=timeline] tbody tr, [data-part=timeline] canvas").length`); n == 0 {
		t.Error("the timeline shows nothing")
	}

	t.replace("x*y + 1", "x*y+1")
	t.click("[data-part=format]")
	t.waitUntil(code + `.includes("return x*y + 1")`)
}

// While one types, the compiler reads along.
func TestMistakesWhileTyping(tb *testing.T) {
	t, _ := openPlayground(tb, "starmap")
	t.replace("return x * y", "return x * z")
	t.waitUntil(`document.querySelector(".cm-content").textContent && document.querySelector(".cm-lintRange-error")`)
	t.replace("return x * z", "return y * x")
	t.waitUntil(`!document.querySelector(".cm-lintRange-error")`)
}

// Stop ends compiling too.
func TestStopWhileCompiling(tb *testing.T) {
	t, _ := openPlayground(tb, "starmap")
	t.replace("return x * y", "return y * x")
	t.click(runButton)
	t.waitState(element, "loading", "compiling")
	t.click(stopping)
	t.waitState(element, "stopped")
	t.press()
	if got, want := t.text("output"), "[10 22 36 52 70 90 112 136 162]\n"; got != want {
		t.Errorf("output %q, want %q", got, want)
	}
}

// A panic's stack names lines of the text in the editor, and leads there.
func TestPanicLeadsToItsLine(tb *testing.T) {
	t, _ := openPlayground(tb, "partial")
	t.paste("package main\n\nfunc main() {\n\tvar xs []int\n\tprintln(xs[3])\n}\n")
	t.click(runButton)
	t.waitState(element, "failed")
	if got := t.text("output"); !strings.Contains(got, "index out of range [3]") || !strings.Contains(got, "main.go:5") {
		t.Errorf("the output is %q", got)
	}
	if n := eval[int](t, `document.querySelectorAll("[data-part=output] .place").length`); n == 0 {
		t.Error("no place of the stack leads into the editor")
	}
}
