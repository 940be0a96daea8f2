//go:build !js

package e2e

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"

	"poolground/web"
)

// shifted is how much of the page moved while it loaded.
const shifted = `new Promise((resolve) => {
	let sum = 0;
	new PerformanceObserver((list) => { for (const shift of list.getEntries()) sum += shift.value }).observe({ type: "layout-shift", buffered: true });
	requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})`

// Each page of the docs loads under a path of its own, holds still, and is no wider than a phone.
func TestDocsPages(tb *testing.T) {
	const path = "/some/where"
	s := serve(tb, web.Options{}, func(site http.Handler) http.Handler { return http.StripPrefix(path, site) })
	t := newTab(tb)
	for _, width := range []int64{390, 1440} {
		if err := chromedp.Do(t.ctx, chromedp.EmulateViewport(width, 844)); err != nil {
			t.Fatal(err)
		}
		t.open(s.URL + path + "/docs/")
		pages := eval[[]string](t, `Array.from(document.querySelectorAll(".pages a"), (a) => a.href)`)
		if len(pages) < 8 {
			t.Fatalf("the docs have %d pages", len(pages))
		}
		for _, page := range pages {
			t.open(page)
			if moved := eval[float64](t, shifted); moved > 0 {
				t.Errorf("%s, %d wide: what is read moves by %v", page, width, moved)
			}
			if beyond := eval[int](t, `document.documentElement.scrollWidth - innerWidth`); beyond > 0 {
				t.Errorf("%s is %d pixels wider than its window of %d", page, beyond, width)
			}
			if current := eval[string](t, `document.querySelector(".pages [aria-current=page]").href`); current != page {
				t.Errorf("%s calls itself %s", page, current)
			}
			if there := eval[bool](t, `document.querySelector("theme-switch").matches(":defined") && document.querySelector("article").innerText.length > 500`); !there {
				t.Errorf("%s lacks its text or its script", page)
			}
		}
	}
}

// waitReady waits for an element of the page that a click leads to.
func (t *tab) waitReady(selector string) {
	t.Helper()
	if err := chromedp.Do(t.ctx, chromedp.WaitReady(chromedp.CSS(selector))); err != nil {
		t.Fatalf("waiting for %s: %v", selector, err)
	}
}

// The masthead leads from the playground to the docs and back.
func TestDocsAndBack(tb *testing.T) {
	t := openLesson(tb, "starmap", 1)
	t.click(`.masthead a[href$="docs/"]`)
	t.waitReady("article h1")
	if current := eval[string](t, `document.querySelector(".masthead [aria-current]").textContent`); current != "Docs" {
		t.Errorf("the masthead says that this is %s", current)
	}
	t.click(`.masthead li a`)
	t.waitReady("pool-program")
}
