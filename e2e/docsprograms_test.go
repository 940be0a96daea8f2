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
	for i := range programs {
		got := t.runDocsProgram(fmt.Sprintf("programs[%d]", i))
		want := eval[string](t, fmt.Sprintf(`programs[%d].nextElementSibling.querySelector("code").textContent`, i))
		if got != want {
			t.Errorf("program %d prints %q, and the guide says %q", i, got, want)
		}
	}
	if got, want := t.runDocsProgram(`document.querySelector("[lesson=starmap]")`), "[10 22 36 52 70 90 112 136 162]\n"; got != want {
		t.Errorf("the lesson starmap prints %q, want %q", got, want)
	}
	t.do(`document.querySelectorAll("pool-playground").forEach((element) => element.remove())`) // and their compilers
}

// runDocsProgram presses an element's Run and returns what its program prints.
func (t *tab) runDocsProgram(element string) string {
	t.Helper()
	place := eval[struct{ X, Y float64 }](t, fmt.Sprintf(`(() => {
		const element = %s, printed = [];
		element.addEventListener("pool-output", ({ detail }) => printed.push(detail.text));
		window.ended = new Promise((resolve) => element.addEventListener("pool-done", ({ detail }) =>
			resolve(detail.state === "done" ? printed.join("") : detail.status)));
		const button = element.shadowRoot.querySelector("button");
		button.scrollIntoView({ block: "center" });
		const { x, y, width, height } = button.getBoundingClientRect();
		return { X: x + width / 2, Y: y + height / 2 };
	})()`, element))
	if err := chromedp.Do(t.ctx, chromedp.MouseClickXY(place.X, place.Y)); err != nil {
		t.Fatal(err)
	}
	return eval[string](t, "window.ended")
}
