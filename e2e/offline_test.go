//go:build !js

package e2e

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"poolground/web"
)

// A mains is what a host hangs on: while it is off, no request is answered.
type mains struct{ off atomic.Bool }

func (m *mains) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if m.off.Load() {
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(w, r)
	})
}

// awaitKept waits until the service worker has what the page has loaded, by a part of its name.
func (t *tab) awaitKept(names ...string) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		kept := eval[[]string](t, `caches.open("poolground-pages").then((cache) => cache.keys()).then((keys) => keys.map(({ url }) => url))`)
		lacks := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
			return slices.ContainsFunc(kept, func(url string) bool { return strings.Contains(url, name) })
		})
		if len(lacks) == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("of what the page has loaded, %q is not kept: %q is", lacks, kept)
		}
	}
}

// What was opened once opens again without a network, under whatever path: the page, a lesson and
// its workers, other pages.
func TestOffline(tb *testing.T) {
	var power mains
	t := newTabFor(tb, slowly)
	url := serve(tb, web.Options{}, power.wrap).URL
	t.open(url + "/docs/limits.html")
	t.awaitKept("/docs/limits.html")
	// What another version of the site has left: a page, and a script that it names.
	t.do(`caches.open("poolground-pages").then((cache) => Promise.all(["/freeze.html", "/assets/page-0123456789abcdef.js"].map((path) => cache.put(path, new Response("old")))))`)
	t.open(url + "/?lesson=starmap&workers=2")
	t.waitState(element, "idle")
	t.press()
	t.awaitKept("/assets/page-", "/assets/editor-", "/lessons/starmap-", "/poolground.js", "/poolground-worker-")
	t.do(`(async () => {
		const cache = await caches.open("poolground-pages");
		while ((await cache.keys()).some(({url}) => /freeze|0123456789abcdef/.test(url)));
	})()`)
	t.waitWorkers(0) // a page that one has left lies still, with the workers that it had
	t.open(url + "/docs/limits.html")
	t.awaitKept("/docs/limits.html")
	power.off.Store(true)

	t.open(url + "/?lesson=starmap&workers=1")
	t.waitState(element, "idle")
	t.press()
	if got, want := t.text("output"), "[10 22 36 52 70 90 112 136 162]\n"; got != want {
		t.Errorf("without a network, the output is %q, want %q", got, want)
	}
	t.waitWorkers(0)
	t.open(url + "/docs/limits.html")
	if got := eval[string](t, `document.querySelector("h1").textContent`); got == "No network" {
		t.Error("the docs do not open without a network")
	}
	t.expect("503")
	t.open(url + "/docs/embedding.html")
	if got := eval[string](t, "document.body.innerText"); !strings.Contains(got, "This page has not been opened in this browser before") {
		t.Errorf("a page that was never opened says %q", got)
	}
}

// A program that is changed without a network is compiled all the same, if one was before.
func TestEditOffline(tb *testing.T) {
	var power mains
	dir, err := buildCompilerSite()
	if err != nil {
		tb.Fatal(err)
	}
	t := newTabFor(tb, slowly)
	toolchain := serveToolchain(dir)
	url := serve(tb, web.Options{}, func(next http.Handler) http.Handler { return power.wrap(toolchain(next)) }).URL
	t.open(url + "/?lesson=starmap&workers=2")
	t.waitState(element, "idle")
	t.waitUntil(`document.querySelector(".cm-content")`)
	t.replace("return x * y", "return x*y + 1")
	t.press()
	t.awaitKept("/assets/page-", "/assets/editor-", "/poolground.js", "/poolground-worker-", "/poolground-compiler.js", "/poolground-compiler-worker-")
	power.off.Store(true)

	t.open(url + "/?lesson=starmap&workers=2")
	t.waitState(element, "idle")
	t.waitUntil(`document.querySelector(".cm-content")`)
	t.replace("return x*y + 1", "return x*y + 2")
	t.press()
	if got, want := t.text("output"), "[12 24 38 54 72 92 114 138 164]\n"; got != want {
		t.Errorf("without a network, the output is %q, want %q", got, want)
	}
}
