//go:build !js

package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"poolground/web"
)

// beforeLoad runs a script in the tab's pages before any of their own.
func (t *tab) beforeLoad(script string) {
	t.Helper()
	params := page.AddScriptToEvaluateOnNewDocumentParams{Source: script}
	if _, err := chromedp.Call(t.ctx, page.AddScriptToEvaluateOnNewDocument, params); err != nil {
		t.Fatal(err)
	}
}

// observesShifts gathers what the browser sees jump, and what jumped from where to where.
const observesShifts = `globalThis.shifts = [];
new PerformanceObserver((list) => {
	for (const shift of list.getEntries()) {
		shifts.push(shift.value.toFixed(4) + " " + shift.sources.map(({ node, previousRect, currentRect }) =>
			node?.nodeName + "." + (node?.parentElement?.dataset.part ?? node?.className) + " " + [previousRect, currentRect].map(({ x, y, width, height }) => [x, y, width, height].join(" ")).join(" to ")).join(", "));
	}
}).observe({ type: "layout-shift", buffered: true });`

// Nothing moves while a page loads, nor when it runs something and shows what comes of it.
func TestNothingJumps(tb *testing.T) {
	for name, look := range looks {
		for _, s := range []screen{screens[0], screens[3]} {
			tb.Run(name+" "+s.name, func(tb *testing.T) {
				t := newTab(tb)
				s.use(t)
				t.beforeLoad(observesShifts)
				t.open(serve(tb, web.Options{}, nil).URL + look.path)
				t.waitUntil(fmt.Sprintf("document.querySelector(%q)", look.ready))
				t.do(settled)
				t.do(look.prepare)
				t.click(look.run)
				if state := t.waitState(look.element, "done", "failed", "stopped"); state != "done" {
					t.Fatalf("it ended %s: %s", state, t.text("status"))
				}
				t.do(settled)
				for _, shift := range eval[[]string](t, "shifts") {
					t.Errorf("a layout shift of %s", shift)
				}
			})
		}
	}
}

// A browser that cannot run programs is told so, and the lesson can be read.
func TestBrowserThatLacksSomething(tb *testing.T) {
	for want, script := range map[string]string{
		"This browser has no WebAssembly, which a program needs. Open the page in a current one.":                    "delete globalThis.WebAssembly",
		"This browser has no Web Workers, which a program needs. Open the page in a current one.":                    "delete globalThis.Worker",
		"This browser has no WebAssembly and no Web Workers, which a program needs. Open the page in a current one.": "delete globalThis.WebAssembly; delete globalThis.Worker",
	} {
		t := newTab(tb)
		t.beforeLoad(script)
		t.open(serve(tb, web.Options{}, nil).URL + "/?lesson=starmap")
		t.waitState(element, "failed")
		if got := t.text("status"); got != want {
			t.Errorf("the page says %q, want %q", got, want)
		}
		if !eval[bool](t, `document.querySelector("[data-part=run]").disabled`) {
			t.Error("Run can be pressed")
		}
		if title := eval[string](t, `document.querySelector("h1").textContent`); title != "Two arguments" {
			t.Errorf("the lesson is titled %q", title)
		}
	}
}
