//go:build !js

package e2e

import (
	"slices"
	"testing"

	"poolground/web"
)

func TestEmbed(tb *testing.T) {
	h := openHost(tb, web.Options{}, hostPage{body: `<pool-playground id="a" lesson="starmap" workers="2"><pre>package main</pre></pool-playground>`})
	f := h.frame("a")
	if got := eval[string](h.tab, `a.querySelector("pre").checkVisibility() + " " + a.shadowRoot.querySelector("iframe").title`); got != "false Two arguments: a Go program that can be run" {
		h.Errorf("got %q", got)
	}
	f.click(runButton)
	f.waitState(element, "done")
	want := []string{"a pool-ready Two arguments", "a pool-run", "a pool-output [10 22 36 52 70 90 112 136 162]\n stdout", "a pool-done done"}
	if got := h.waitEvents(4); !slices.Equal(got, want) {
		h.Errorf("got the events %q, want %q", got, want)
	}
}
