//go:build !js

package e2e

import (
	"fmt"
	"testing"

	"poolground/web"
)

// Axe-core finds nothing on any page, on a large screen and on a phone, before a run and after it.
func TestAxe(tb *testing.T) {
	for name, look := range looks {
		for _, s := range []screen{screens[0], screens[2]} {
			tb.Run(name+" "+s.name, func(tb *testing.T) {
				t := newTab(tb)
				s.use(t)
				t.open(serve(tb, web.Options{}, nil).URL + look.path)
				t.waitUntil(fmt.Sprintf("document.querySelector(%q)", look.ready))
				axe(t)
				t.do(look.prepare)
				t.click(look.run)
				if state := t.waitState(look.element, "done", "failed", "stopped"); state != "done" {
					t.Fatalf("it ended %s: %s", state, t.text("status"))
				}
				t.do(settled)
				axe(t)
				if name == "playground" {
					axeOpened(t)
				}
			})
		}
	}
}

// axeOpened looks at what the playground's buttons open.
func axeOpened(t *tab) {
	t.Helper()
	for _, button := range []string{"[data-do=table]", "[data-do=save]", "[data-do=help]", "#tab-python", "[data-part=share]"} {
		t.click(button)
		t.do(settled)
		axe(t)
	}
}

// The docs are in order as well.
func TestAxeDocs(tb *testing.T) {
	for _, path := range []string{"/docs/", "/docs/limits.html", "/docs/python.html"} {
		for _, s := range []screen{screens[0], screens[2]} {
			tb.Run(path[1:]+" "+s.name, func(tb *testing.T) {
				t := newTab(tb)
				s.use(t)
				t.open(serve(tb, web.Options{}, nil).URL + path)
				t.do(settled)
				axe(t)
			})
		}
	}
}

// So is an embedded program, in its frame.
func TestAxeEmbedded(tb *testing.T) {
	h := openHost(tb, hostPage{body: `<pool-playground id="a" lesson="starmap" workers="2"><pre>package main</pre></pool-playground>`})
	a := h.frame("a")
	axe(a)
	a.click(runButton)
	a.waitState(element, "done")
	axe(a)
}
