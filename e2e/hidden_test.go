//go:build !js

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"poolground/web"
)

// A program goes on, or rests, while nobody sees its tab, and ends right when it is shown again.
func TestHiddenTab(tb *testing.T) {
	for _, c := range []struct {
		name             string
		hide, wait, show func(*tab)
	}{
		{"hidden", (*tab).cover, func(t *tab) { t.waitGoingOn(t.goneOn() + 20) }, (*tab).uncover},
		{"frozen", (*tab).freeze, (*tab).elsewhere, (*tab).thaw},
		{"hidden and frozen", func(t *tab) { t.cover(); t.freeze() }, (*tab).elsewhere, func(t *tab) { t.thaw(); t.uncover() }},
	} {
		tb.Run(c.name, func(tb *testing.T) {
			t := openProgramPage(tb, web.Options{}, nil)
			t.start(options{Module: program(tb, "cases"), Args: []string{"-case=goeson"}})
			t.waitGoingOn(2)
			c.hide(t)
			c.wait(t)
			c.show(t)
			t.waitGoingOn(t.goneOn() + 2)
			t.do(`new BroadcastChannel("enough").postMessage("")`)
			if state := t.waitState("body", "done", "failed"); state != "done" || t.text("status") != "exited with code 0" {
				t.Fatal(t.describe())
			}
			if !strings.HasSuffix(t.text("output"), "goes on\nall right\n") {
				t.Error(t.describe())
			}
		})
	}
}

// waitGoingOn waits until the program has said n times that it goes on.
func (t *tab) waitGoingOn(n int) {
	t.Helper()
	t.waitText("output", strings.Repeat("goes on\n", n))
}

func (t *tab) goneOn() int {
	t.Helper()
	return strings.Count(t.text("output"), "goes on\n")
}

// elsewhere runs another program to its end, which takes seconds, in another tab.
func (t *tab) elsewhere() {
	t.Helper()
	other := openProgramPage(t, web.Options{}, nil)
	if state := other.run(options{Module: program(t, "cases"), Workers: 2, Args: []string{"-case=linger"}}); state != "done" {
		t.Fatal(other.describe())
	}
}

// cover opens another tab in front of this one, until the test ends.
func (t *tab) cover() {
	t.Helper()
	ctx, cancel := chromedp.NewContext(t.ctx, chromedp.WithNewWindow(false))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	t.waitVisibility("hidden")
}

func (t *tab) uncover() {
	t.Helper()
	if _, err := chromedp.Call(t.ctx, page.BringToFront, struct{}{}); err != nil {
		t.Fatal(err)
	}
	t.waitVisibility("visible")
}

func (t *tab) waitVisibility(state string) {
	t.Helper()
	t.do(fmt.Sprintf(`new Promise((resolve) => {
		const look = () => document.visibilityState === %q && (resolve(), true);
		if (!look()) addEventListener("visibilitychange", look);
	})`, state))
}

func (t *tab) freeze() { t.setLifecycle("frozen") }
func (t *tab) thaw()   { t.setLifecycle("active") }

func (t *tab) setLifecycle(state page.SetWebLifecycleStateState) {
	t.Helper()
	if _, err := chromedp.Call(t.ctx, page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: state}); err != nil {
		t.Fatal(err)
	}
}
