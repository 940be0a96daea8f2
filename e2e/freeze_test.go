//go:build !js

package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"poolground/web"
)

const (
	freezePage = "freeze-page"
	// smallFreeze makes the job a small one.
	smallFreeze = `document.querySelector("[data-part=limit]").value = "1000000"; document.querySelector("[data-part=workers]").value = "2"`
)

// openFreeze opens "Freeze the page" for a job that takes a moment.
func openFreeze(tb testing.TB) *tab {
	tb.Helper()
	t := newTab(tb)
	t.open(serve(tb, web.Options{}, nil).URL + "/freeze.html")
	t.waitState(freezePage, "idle")
	t.do(smallFreeze)
	return t
}

// reached is what a way's code has noted, in order.
func (t *tab) reached(way string) string {
	t.Helper()
	return eval[string](t, fmt.Sprintf(`[...document.querySelectorAll("[data-way=%s] ol li")].map((li) => li.lastChild.textContent).join("; ")`, way))
}

// figure is a number of a way's row: how many frames were missed, and how many primes there are.
func (t *tab) figure(way string, column int) int {
	t.Helper()
	text := eval[string](t, fmt.Sprintf(`document.querySelectorAll("[data-figures=%s] td")[%d].textContent`, way, column))
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	if err != nil {
		t.Fatalf("column %d of %s: %v", column, way, err)
	}
	return n
}

// The three ways count alike; the page's own thread misses frames meanwhile, and what comes after a
// call is reached when it ought to be.
func TestFreeze(tb *testing.T) {
	t := openFreeze(tb)
	axe(t)
	t.click("[data-run=all]")
	if state := t.waitState(freezePage, "done", "failed", "stopped"); state != "done" {
		t.Fatalf("it ended %s: %s", state, t.text("status"))
	}
	for _, way := range []string{"page", "map", "map-async"} {
		if got := t.figure(way, 4); got != 78498 {
			t.Errorf("%s: %d primes below a million, want 78498", way, got)
		}
	}
	if missed := t.figure("page", 0); missed == 0 {
		t.Error("on its own thread the job costs the page no frame")
	}
	for way, want := range map[string]string{
		"page": "after the loop; 78,498 primes",
		"map":  "after map; 78,498 primes",
	} {
		if got := t.reached(way); got != want {
			t.Errorf("%s: reached %q, want %q", way, got, want)
		}
	}
	const before, after = "after mapAsync; ", " frames of other work; 78,498 primes"
	got := t.reached("map-async")
	frames, ok := strings.CutPrefix(strings.TrimSuffix(got, after), before)
	if n, err := strconv.Atoi(frames); !ok || err != nil || n < 1 {
		t.Errorf("map-async: reached %q, want %q and a number of frames", got, before)
	}
	axe(t)
}

// Stop ends a job in the pool, and the workers with it; the next run is a whole one.
func TestFreezeStop(tb *testing.T) {
	t := openFreeze(tb)
	t.do(`document.querySelector("[data-part=limit]").value = "8000000"`)
	t.click("[data-run=map-async]")
	t.waitUntil(`document.querySelector("[data-way=map-async] ol li")`)
	t.click(stopping)
	t.waitState(freezePage, "stopped")
	if got := t.text("status"); !strings.HasPrefix(got, "Stopped.") {
		t.Errorf("the status is %q", got)
	}
	t.waitWorkers(0)
	t.do(`document.querySelector("[data-part=limit]").value = "1000000"`)
	t.click("[data-run=map]")
	t.waitState(freezePage, "done")
	if got, want := t.reached("map"), "after map; 78,498 primes"; got != want {
		t.Errorf("reached %q, want %q", got, want)
	}
}
