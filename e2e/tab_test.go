//go:build !js

package e2e

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// patience bounds every wait: a test that reaches it has failed.
const patience = 60 * time.Second

// A tab is a tab of the browser that a test owns.
type tab struct {
	testing.TB
	ctx  context.Context
	page string // the address that was opened

	mu       sync.Mutex
	problems []string         // guarded by mu
	expected []*regexp.Regexp // guarded by mu
}

// newTab opens a tab, which is closed and asked for problems when the test ends.
func newTab(tb testing.TB) *tab {
	tb.Helper()
	return newTabFor(tb, patience+*soakFor)
}

// newTabFor opens a tab for a test that may take so long.
func newTabFor(tb testing.TB, bound time.Duration) *tab {
	tb.Helper()
	t := &tab{TB: tb}
	ctx, cancel := chromedp.NewContext(browser(tb), chromedp.WithNewBrowserContext(), chromedp.WithListener(t.listen))
	if err := chromedp.Do(ctx); err != nil {
		tb.Fatal(err)
	}
	var cancelWait context.CancelFunc
	t.ctx, cancelWait = context.WithTimeout(ctx, bound)
	tb.Cleanup(func() {
		if !tb.Failed() {
			t.checkProblems()
			t.waitWorkers(0)
		}
		cancelWait()
		cancel()
	})
	return t
}

// expect says which problem the test causes on purpose.
func (t *tab) expect(pattern string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.expected = append(t.expected, regexp.MustCompile(pattern))
}

func (t *tab) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		t.problem("uncaught exception: %s", text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			t.problem("console.%s: %s", e.Type, consoleText(e))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" {
			t.problem("browser error: %s %s", e.Entry.Text, e.Entry.URL)
		}
	case *network.EventLoadingFailed:
		if !e.Canceled {
			t.problem("failed request: %s", e.ErrorText)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 {
			t.problem("failed request: %d %s", e.Response.Status, e.Response.URL)
		}
	}
}

func consoleText(e *runtime.EventConsoleAPICalled) string {
	var b strings.Builder
	for _, arg := range e.Args {
		fmt.Fprintf(&b, "%s%s ", arg.Value, arg.Description)
	}
	return b.String()
}

func (t *tab) problem(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.problems = append(t.problems, fmt.Sprintf(format, args...))
}

func (t *tab) checkProblems() {
	t.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, problem := range t.problems {
		if !t.isExpected(problem) {
			t.Errorf("in the browser: %s", problem)
		}
	}
}

func (t *tab) isExpected(problem string) bool {
	for _, pattern := range t.expected {
		if pattern.MatchString(problem) {
			return true
		}
	}
	return false
}

func (t *tab) open(url string) {
	t.Helper()
	t.page = url
	if err := chromedp.Do(t.ctx, chromedp.Navigate(url)); err != nil {
		t.Fatalf("open %s: %v", url, err)
	}
}

// eval evaluates an expression and waits if it is a promise.
func eval[T any](t *tab, expression string) T {
	t.Helper()
	v, err := chromedp.Run(t.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

func (t *tab) do(expression string) {
	t.Helper()
	eval[chromedp.Void](t, expression)
}

// waitState waits until the element of the selector has one of the states, and returns it.
func (t *tab) waitState(selector string, states ...string) string {
	t.Helper()
	expression := fmt.Sprintf(`new Promise((resolve) => {
		const element = document.querySelector(%q), states = %q.split(" ");
		const look = () => states.includes(element.dataset.state) && (resolve(element.dataset.state), true);
		if (!look()) new MutationObserver((_, o) => look() && o.disconnect()).observe(element, {attributes: true});
	})`, selector, strings.Join(states, " "))
	v, err := chromedp.Run(t.ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("waiting for %s to be %v: %v\n%s", selector, states, err, t.describe())
	}
	return v
}

// waitText waits until the text of a part begins as said.
func (t *tab) waitText(part, start string) {
	t.Helper()
	expression := fmt.Sprintf(`new Promise((resolve) => {
		const element = document.querySelector("[data-part=%s]"), start = %q;
		const look = () => element.textContent.startsWith(start) && (resolve(), true);
		if (!look()) new MutationObserver((_, o) => look() && o.disconnect()).observe(element, {childList: true});
	})`, part, start)
	if err := chromedp.Do(t.ctx, chromedp.Evaluate[chromedp.Void](expression, chromedp.EvalAwaitPromise)); err != nil {
		t.Fatalf("waiting for %s to say %q: %v\n%s", part, start, err, t.describe())
	}
}

// describe says, for the message of a failed test, what the page shows.
func (t *tab) describe() string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.outerHTML`))
	if err != nil {
		return err.Error()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return text + "\n" + strings.Join(t.problems, "\n")
}

func (t *tab) text(part string) string {
	t.Helper()
	return eval[string](t, fmt.Sprintf(`document.querySelector("[data-part=%s]").textContent`, part))
}

// workers returns the URLs of the worker targets of the tab: programs and pool workers alike. The playground
// keeps its compiler for as long as it is open, so that one does not count.
func (t *tab) workers() []string {
	t.Helper()
	c := chromedp.FromContext(t.ctx)
	res, err := chromedp.CallBrowser(t.ctx, target.GetTargets, target.GetTargetsParams{
		Filter: target.Filter{{Type: "worker"}, {Exclude: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var urls []string
	for _, info := range res.TargetInfos {
		keeps := strings.Contains(t.page, "lesson=") && strings.Contains(info.URL, "poolground-compiler-worker-")
		if info.BrowserContextID == c.BrowserContextID && !keeps {
			urls = append(urls, info.URL)
		}
	}
	return urls
}

// waitWorkers waits until the browser has n workers of the tab: it ends them in its own time.
func (t *tab) waitWorkers(n int) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		got := t.workers()
		if len(got) == n {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the tab has %d workers, want %d: %q", len(got), n, got)
		}
	}
}
