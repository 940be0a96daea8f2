//go:build !js

package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"poolground/e2e/generators"
	"poolground/web"
)

// A generator of sites is tried as its guide says.
type generator struct {
	guide      string
	site, page string // where the site is made; its page with the programs
	// prepare makes in dir what the guide takes for granted, and returns where to find programs.
	prepare func(tb testing.TB, dir string) (path string)
	config  string // a file of the guide, to which more is added that only the test needs
	more    string
}

var siteGenerators = []generator{
	{guide: "html", site: ".", page: "index.html"},
	{guide: "vitepress", site: "docs/.vitepress/dist", page: "parallel.html", prepare: func(tb testing.TB, dir string) string {
		copyTestdata(tb, "npm/vitepress", dir)
		npm(tb, dir, append([]string{"ci"}, installOptions...)...)
		return ""
	}},
	{guide: "hugo", site: "public", page: "parallel/", prepare: func(tb testing.TB, dir string) string {
		copyTestdata(tb, "hugo", dir)
		path, err := generators.Hugo(tb.Context(), "..")
		if err != nil {
			tb.Fatal(err)
		}
		return path
	}},
	{guide: "mkdocs", site: "site", page: "parallel/", prepare: func(tb testing.TB, dir string) string {
		if _, err := exec.LookPath("mkdocs"); err != nil {
			tb.Fatal("MkDocs is not installed, or not in PATH: install it (on Debian: apt-get install mkdocs)")
		}
		return ""
	},
		// The theme takes its highlighter from a host of others, and its search keeps a worker.
		config: "mkdocs.yml", more: "theme:\n  name: mkdocs\n  highlightjs: false\nplugins: []\n"},
}

// What each generator makes of its guide holds two programs, which run: a lesson, and one of the
// author's own.
func TestGuides(tb *testing.T) {
	playground := servePlayground(tb)
	for _, g := range siteGenerators {
		tb.Run(g.guide, func(tb *testing.T) {
			tb.Parallel()
			dir := tb.TempDir()
			path := ""
			if g.prepare != nil {
				path = g.prepare(tb, dir)
			}
			said := readGuide(tb, g.guide, playground)
			if g.config != "" {
				said.files[g.config] += g.more
			}
			said.follow(tb, dir, path)

			t := newTabFor(tb, slowly)
			t.open(serveHost(tb, filepath.Join(dir, filepath.FromSlash(g.site))) + "/" + g.page)
			t.checkEmbedded(0, "after MapAsync\nfunction gets executed.\n[1]\n")
			t.checkEmbedded(1, "[0 1 4 9 16 25 36 49 64 81] <nil>\n")
			// A frame keeps its compiler, and goes with its element.
			t.do(`for (const program of document.querySelectorAll("pool-playground")) program.remove()`)
		})
	}
}

// servePlayground serves the playground with its compiler and returns its address.
func servePlayground(tb testing.TB) string {
	tb.Helper()
	dir, err := buildCompilerSite()
	if err != nil {
		tb.Fatal(err)
	}
	server := httptest.NewServer(web.Handler(dir, web.Options{}))
	tb.Cleanup(server.Close)
	return server.URL
}

// serveHost serves somebody else's site on a host of its own and returns its address.
func serveHost(tb testing.TB, dir string) string {
	tb.Helper()
	files := http.FileServer(http.Dir(dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/favicon.ico" {
			w.WriteHeader(http.StatusNoContent) // browsers ask for it, unless a page has another
			return
		}
		files.ServeHTTP(w, r)
	}))
	tb.Cleanup(server.Close)
	return strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
}

// checkEmbedded runs the nth program embedded in the page, as a reader's click does.
func (t *tab) checkEmbedded(n int, want string) {
	t.Helper()
	state := eval[string](t, fmt.Sprintf(`new Promise((resolve) => {
		window.embedded = document.querySelectorAll("pool-playground")[%d];
		const look = () => /ready|failed/.test(embedded.dataset.state) && (resolve(embedded.dataset.state), true);
		if (!look()) new MutationObserver((_, o) => look() && o.disconnect()).observe(embedded, { attributes: true });
		embedded.scrollIntoView();
	})`, n))
	if state != "ready" {
		t.Fatalf("program %d is %s: %s", n, state, eval[string](t, "embedded.shadowRoot.textContent"))
	}
	got, err := chromedp.Run(t.ctx, chromedp.Evaluate[string](`new Promise((resolve, reject) => {
		let printed = "";
		embedded.addEventListener("pool-output", ({ detail }) => (printed += detail.text));
		embedded.addEventListener("pool-done", ({ detail }) => resolve(printed + detail.state), { once: true });
		embedded.run().catch(reject);
	})`, chromedp.EvalAwaitPromise, asGesture))
	if err != nil || !strings.HasSuffix(got, want+"done") {
		t.Errorf("program %d printed and ended %q, %v, want %q", n, got, err, want)
	}
}

// asGesture evaluates as if the reader had just clicked.
func asGesture(p *runtime.EvaluateParams) {
	yes := true
	p.UserGesture = &yes
}
