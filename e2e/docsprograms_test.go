//go:build !js

package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"poolground/web"
)

// The programs of the docs print in the page what the docs say that they print.
func TestDocsPrograms(tb *testing.T) {
	dir, err := buildCompilerSite()
	if err != nil {
		tb.Fatal(err)
	}
	t := newTabFor(tb, slowly)
	t.open(serve(tb, web.Options{}, serveToolchain(dir)).URL + "/docs/python.html")
	programs := eval[int](t, `(window.programs = Array.from(document.querySelectorAll("pool-playground:has(+ .printed)"))).length`)
	if programs == 0 {
		t.Fatal("the guide has no program that says what it prints")
	}
	// Beside each other: each frame has a compiler of its own, which takes a core for seconds.
	for i := range programs {
		t.pressDocsProgram(fmt.Sprintf("programs[%d]", i))
	}
	for i := range programs {
		got := eval[string](t, fmt.Sprintf("programs[%d].ended", i))
		want := eval[string](t, fmt.Sprintf(`programs[%d].nextElementSibling.querySelector("code").textContent`, i))
		if got != want {
			t.Errorf("program %d prints %q, and the guide says %q", i, got, want)
		}
	}
	const lesson = `document.querySelector("[lesson=starmap]")`
	t.pressDocsProgram(lesson)
	if got, want := eval[string](t, lesson+".ended"), "[10 22 36 52 70 90 112 136 162]\n"; got != want {
		t.Errorf("the lesson starmap prints %q, want %q", got, want)
	}
	t.do(`document.querySelectorAll("pool-playground").forEach((element) => element.remove())`) // and their compilers
}

// pressDocsProgram presses an element's Run; ended is then a promise of what its program prints.
func (t *tab) pressDocsProgram(element string) {
	t.Helper()
	place := eval[struct{ X, Y float64 }](t, fmt.Sprintf(`(() => {
		const element = %s, printed = [];
		element.addEventListener("pool-output", ({ detail }) => printed.push(detail.text));
		element.ended = new Promise((resolve) => element.addEventListener("pool-done", ({ detail }) =>
			resolve(detail.state === "done" ? printed.join("") : detail.status)));
		const button = element.shadowRoot.querySelector("button");
		button.scrollIntoView({ block: "center" });
		const { x, y, width, height } = button.getBoundingClientRect();
		return { X: x + width / 2, Y: y + height / 2 };
	})()`, element))
	if err := chromedp.Do(t.ctx, chromedp.MouseClickXY(place.X, place.Y)); err != nil {
		t.Fatal(err)
	}
}
