//go:build !js

package e2e

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"poolground/web"
)

// A host is somebody else's page, on an origin of its own, that holds programs of the playground.
type host struct {
	*tab
	playground string

	mu    sync.Mutex
	asked map[string]int // guarded by mu: how often the playground answered with a file
}

// hostPage is what a host's server answers. In all texts PLAYGROUND is the playground's address.
type hostPage struct {
	body   string
	script string            // the element of embed.js; "": as one pastes it
	header map[string]string // of all that the host answers
	files  map[string]string // besides, by path
	wrap   func(http.Handler) http.Handler
}

const pasted = `<script async src="PLAYGROUND/embed.js"></script>`

// listens keeps the events of the programs as text: whose, which, and what it tells.
const listens = `
	window.events = [];
	for (const type of ["pool-ready", "pool-run", "pool-output", "pool-done"]) addEventListener(type, ({ target, detail }) => {
		const { title = "", text = "", stream = "", state = "" } = detail ?? {};
		events.push([target.id, type, title, text, stream, state].filter(Boolean).join(" "));
		document.documentElement.dataset.events = events.length;
	});`

// openHost serves the playground, and on another origin a page, which it opens.
func openHost(tb testing.TB, p hostPage) *host {
	tb.Helper()
	h := &host{asked: map[string]int{}}
	h.playground = serve(tb, web.Options{}, func(next http.Handler) http.Handler {
		if p.wrap != nil {
			next = p.wrap(next)
		}
		return h.count(next)
	}).URL
	files := map[string]string{"/listens.js": listens, "/": `<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title>
		<link rel="icon" href="data:,"><script src="listens.js"></script>` + cmp.Or(p.script, pasted) + "<body>" + p.body}
	maps.Copy(files, p.files)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		kind := "text/html"
		if extension := path.Ext(r.URL.Path); extension != "" {
			kind = "text/" + strings.Replace(extension[1:], "js", "javascript", 1)
		}
		w.Header().Set("Content-Type", kind+"; charset=utf-8")
		for name, value := range p.header {
			w.Header().Set(name, strings.ReplaceAll(value, "PLAYGROUND", h.playground))
		}
		fmt.Fprint(w, strings.ReplaceAll(text, "PLAYGROUND", h.playground))
	}))
	tb.Cleanup(server.Close)
	h.tab = newTab(tb)
	h.open("http://localhost" + server.URL[len("http://127.0.0.1"):] + "/")
	return h
}

func (h *host) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := &statusWriter{w, http.StatusOK}
		next.ServeHTTP(answer, r)
		h.mu.Lock()
		defer h.mu.Unlock()
		if answer.status == http.StatusOK {
			h.asked[r.URL.Path]++
		}
	})
}

// answered says how often the playground sent a file whose path begins so.
func (h *host) answered(start string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for path, times := range h.asked {
		if strings.HasPrefix(path, start) {
			n += times
		}
	}
	return n
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// frame returns the frame of an element as a tab of its own, once that is ready. It has a process of
// its own, which the browser lists as a target.
func (h *host) frame(id string) *tab {
	h.Helper()
	h.waitUntil(fmt.Sprintf(`document.getElementById(%q).dataset.state === "ready"`, id))
	infos, err := chromedp.Targets(h.ctx)
	if err != nil {
		h.Fatal(err)
	}
	for _, info := range infos {
		if info.Type == "iframe" && strings.HasPrefix(info.URL, h.playground) && h.elementOf(info.TargetID) == id {
			return h.attach(info.TargetID)
		}
	}
	h.Fatalf("the frame of %s is not found", id)
	return nil
}

// elementOf returns the ID of the element whose frame that is, "" if it is another page's.
func (h *host) elementOf(frame target.ID) string {
	h.Helper()
	owner, err := chromedp.Call(h.ctx, dom.GetFrameOwner, dom.GetFrameOwnerParams{FrameID: cdp.FrameID(frame)})
	if err != nil {
		return "" // another tab's
	}
	node, err := chromedp.Call(h.ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: owner.BackendNodeID})
	if err != nil {
		h.Fatal(err)
	}
	id, err := chromedp.Call(h.ctx, runtime.CallFunctionOn, runtime.CallFunctionOnParams{
		ObjectID: node.Object.ObjectID, FunctionDeclaration: `function() { return this.getRootNode().host.id }`,
	})
	if err != nil {
		h.Fatal(err)
	}
	return strings.Trim(string(id.Result.Value), `"`)
}

func (h *host) attach(id target.ID) *tab {
	h.Helper()
	// A frame that has been there for long reports a request that nobody made.
	h.expect("^failed request: net::ERR_CACHE_MISS$")
	ctx, cancel := chromedp.NewContext(h.ctx, chromedp.WithTargetID(id), chromedp.WithDetachOnCancel(), chromedp.WithListener(h.listen))
	h.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		h.Fatal(err)
	}
	return &tab{TB: h.TB, ctx: ctx, page: h.page}
}

// waitEvents waits until so many have come, and returns them.
func (h *host) waitEvents(n int) []string {
	h.Helper()
	h.waitUntil(fmt.Sprintf("events.length >= %d", n))
	return eval[[]string](h.tab, "events")
}
