//go:build !js

package e2e

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A page that allows nothing but the playground's script and frames holds its programs.
func TestEmbedUnderPolicy(tb *testing.T) {
	tb.Parallel()
	const strict = "default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'self' PLAYGROUND; frame-src "
	const body = `<pool-playground id="a" lesson="starmap" workers="2"><pre>package main</pre></pool-playground>`
	h := openHost(tb, hostPage{body: body, header: map[string]string{"Content-Security-Policy": strict + "PLAYGROUND"}})
	h.expect("violates the following Content Security Policy directive: .(default-src|img-src)") // the page's own icon
	f := h.frame("a")
	f.click(runButton)
	f.waitState(element, "done")
	if got, want := h.waitEvents(4), append([]string{"a pool-ready Two arguments"}, starmapEvents("a")...); !slices.Equal(got, want) {
		h.Errorf("got the events %q, want %q", got, want)
	}

	h = openHost(tb, hostPage{body: body, header: map[string]string{"Content-Security-Policy": strict + "'none'"}})
	h.expect("Content Security Policy|ERR_BLOCKED_BY_CSP")
	h.waitUntil(`document.getElementById("a").dataset.state === "failed"`)
	want := "failed, text, This program cannot be run here: the page’s content security policy refuses frames of " + h.playground +
		". It must name that as frame-src."
	if got := h.state("a"); got != want {
		h.Errorf("a is %q, want %q", got, want)
	}
}

// elementScript returns embed.js, for a page that has a copy of it.
func elementScript(tb testing.TB) string {
	tb.Helper()
	dir, err := buildSite()
	if err != nil {
		tb.Fatal(err)
	}
	script, err := os.ReadFile(filepath.Join(dir, "embed.js"))
	if err != nil {
		tb.Fatal(err)
	}
	return string(script)
}

// A page that is cross-origin isolated holds programs that are not, with a script of its own.
func TestEmbedInIsolatedPage(tb *testing.T) {
	for name, header := range map[string]map[string]string{
		"isolated":  {"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin"},
		"COEP only": {"Cross-Origin-Embedder-Policy": "require-corp"},
	} {
		tb.Run(name, func(tb *testing.T) {
			tb.Parallel()
			h := openHost(tb, hostPage{
				script: `<script async src="embed.js" data-site="PLAYGROUND/sub/path"></script>`,
				wrap:   func(next http.Handler) http.Handler { return http.StripPrefix("/sub/path", next) },
				files:  map[string]string{"/embed.js": elementScript(tb)},
				header: header,
				body:   `<pool-playground id="a" lesson="starmap" workers="2"><pre>package main</pre></pool-playground>`,
			})
			h.expect("ERR_BLOCKED_BY_RESPONSE")
			f := h.frame("a")
			f.click(runButton)
			f.waitState(element, "done")
			if got := f.text("output"); got != starmapOutput {
				h.Errorf("output %q", got)
			}
		})
	}
}

// sandbox is a page around the page inner in a sandbox. It keeps what that tells it: null says that a
// click has come, a text what became of the program.
func sandbox(allow string) string {
	return `<script>onmessage = ({data}) => (document.body.dataset[data === null ? "clicked" : "told"] = data)</script>
		<iframe id="sandbox" sandbox="` + allow + `" src="inner" style="width: 40rem; height: 30rem"></iframe>`
}

// clickSandbox clicks until the page in the sandbox hears it: a frame in a process of its own gets no
// click before it has been drawn, and nothing tells when that is.
func (h *host) clickSandbox() {
	h.Helper()
	const heard = `new Promise((resolve) => {
		addEventListener("message", () => resolve(true), {once: true});
		setTimeout(() => resolve("clicked" in document.body.dataset), 200);
	})`
	for clicked := false; !clicked; clicked = eval[bool](h.tab, heard) {
		h.click("#sandbox")
	}
}

// A page in a sandbox holds programs if the sandbox leaves it its origin, or the playground's host
// sends a CORS header, as many do; else it says what is wrong.
func TestEmbedInSandbox(tb *testing.T) {
	const inner = `<!doctype html><link rel="icon" href="data:,">` + pasted +
		`<pool-playground id="a" lesson="starmap" workers="2" view="output" run="click"><pre>package main</pre></pool-playground>
		<script>
			a.addEventListener("pool-output", ({detail}) => parent.postMessage(detail.text.trim(), "*"));
			new MutationObserver(() => a.dataset.state === "failed" && parent.postMessage(a.shadowRoot.querySelector("p").textContent, "*"))
				.observe(a, {attributes: true});
			addEventListener("click", () => parent.postMessage(null, "*") ?? a.run().catch(() => {}), {once: true});
		</script>`
	for _, c := range []struct {
		name, sandbox string
		cors          bool
	}{{"origin", "allow-scripts allow-same-origin", false}, {"CORS", "allow-scripts", true}, {"neither", "allow-scripts", false}} {
		tb.Run(c.name, func(tb *testing.T) {
			tb.Parallel()
			h := openHost(tb, hostPage{
				wrap: func(next http.Handler) http.Handler {
					return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						if c.cors {
							w.Header().Set("Access-Control-Allow-Origin", "*")
						}
						next.ServeHTTP(w, r)
					})
				},
				files: map[string]string{"/inner": inner},
				body:  sandbox(c.sandbox),
			})
			h.expect("CORS|from origin 'null' has been blocked|ERR_FAILED")
			h.clickSandbox()
			h.waitUntil("document.body.dataset.told")
			want := strings.TrimSpace(starmapOutput)
			if c.name == "neither" {
				want = "This program cannot be run now: " + h.playground + " cannot be reached, or this page or its browser refuses its frame." +
					" The page is in a sandbox: it must have allow-same-origin, or the playground’s host must send CORS headers."
			}
			if got := eval[string](h.tab, "document.body.dataset.told"); got != want {
				h.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// A page in a sandbox without an origin has no storage and no worker of the site's: programs compile
// all the same.
func TestEmbedCompilesInSandbox(tb *testing.T) {
	tb.Parallel()
	dir, err := buildCompilerSite()
	if err != nil {
		tb.Fatal(err)
	}
	const inner = `<!doctype html><link rel="icon" href="data:,">` + pasted +
		`<pool-playground id="a" view="output" run="click"><pre>package main

import "fmt"

func main() {
	fmt.Println("hello", 1 &lt; 2)
}
</pre></pool-playground>
		<script>
			const tell = (text) => parent.postMessage(text, "*");
			a.addEventListener("pool-output", ({detail}) => tell(detail.text.trim()));
			a.addEventListener("pool-done", ({detail}) => detail.state === "done" || tell(detail.status));
			addEventListener("click", () => tell(null) ?? a.run().catch((error) => tell(error.message)), {once: true});
		</script>`
	h := openHost(tb, hostPage{
		wrap: func(next http.Handler) http.Handler {
			next = serveToolchain(dir)(next)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Access-Control-Allow-Origin", "*")
				next.ServeHTTP(w, r)
			})
		},
		files: map[string]string{"/inner": inner},
		body:  sandbox("allow-scripts"),
	})
	keepCompiler(h)
	h.clickSandbox()
	h.waitUntil("document.body.dataset.told")
	if got := eval[string](h.tab, "document.body.dataset.told"); got != "hello true" {
		h.Errorf("got %q", got)
	}
}

// Where the playground cannot be reached, the text stays.
func TestEmbedUnreachable(tb *testing.T) {
	tb.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	h := openHost(tb, hostPage{
		script: `<script async src="embed.js" data-site="` + gone.URL + `"></script>`,
		files:  map[string]string{"/embed.js": elementScript(tb)},
		body:   `<pool-playground id="a" lesson="starmap"><pre>package main</pre></pool-playground>`,
	})
	h.expect("ERR_CONNECTION_REFUSED")
	h.waitUntil(`document.getElementById("a").dataset.state === "failed"`)
	want := "failed, text, This program cannot be run now: " + gone.URL + " cannot be reached, or this page or its browser refuses its frame."
	if got := h.state("a"); got != want {
		h.Errorf("a is %q, want %q", got, want)
	}
}

// An element hears its own frame, a frame its own host, and both only what they know.
func TestForeignMessages(tb *testing.T) {
	tb.Parallel()
	const stranger = `<!doctype html><link rel="icon" href="data:,"><script>
		for (const message of [{kind: "ready", title: "forged"}, {kind: "run"}, {kind: "output", text: "forged", stream: "stdout"}])
			parent.postMessage({poolground: 1, ...message}, "*");
		const settings = {workers: 7, view: ["timeline"], theme: "dark", fill: true};
		for (const message of [{kind: "open", shown: {text: "forged"}, settings}, {kind: "settings", settings}, {kind: "run"}])
			for (let i = 0; i < parent.length; i++) parent[i].postMessage({poolground: 1, ...message}, "*");
		parent.postMessage("sent", "*");
	</script>`
	h := openHost(tb, hostPage{
		wrap: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/stranger" { // of the playground's own origin, but not its frame
					w.Header().Set("Content-Type", "text/html")
					_, _ = w.Write([]byte(stranger))
					return
				}
				next.ServeHTTP(w, r)
			})
		},
		files: map[string]string{"/stranger": stranger},
		body:  `<pool-playground id="a" lesson="starmap" workers="2" view="code output"></pool-playground>`,
	})
	f := h.frame("a")
	for _, stranger := range []string{"/stranger", h.playground + "/stranger"} {
		h.do(`new Promise((resolve) => {
			addEventListener("message", ({data}) => data === "sent" && resolve());
			document.body.append(Object.assign(document.createElement("iframe"), {src: "` + stranger + `"}));
		})`)
	}
	h.do(`
		postMessage({poolground: 1, kind: "ready", title: "forged"}, "*");
		const frame = a.shadowRoot.querySelector("iframe").contentWindow;
		const settings = {workers: 7, view: ["timeline"], theme: "dark", fill: false};
		for (const message of [null, 1, {kind: "settings", settings}, {poolground: 2, kind: "settings", settings}, {poolground: 1, kind: "later"},
			{poolground: 1, kind: "settings", settings: null}]) frame.postMessage(message, "*");
		a.setAttribute("workers", "3")`)
	f.waitUntil(`document.querySelector("[data-part=workers]").value === "3"`)
	if got := eval[string](f, `document.querySelector("pool-program").dataset.state + " " + document.querySelector("embed-frame").dataset.view`); got != "idle code output" {
		h.Errorf("the frame is %s", got)
	}
	if got := eval[[]string](h.tab, "events"); !slices.Equal(got, []string{"a pool-ready Two arguments"}) {
		h.Errorf("the page was told %q", got)
	}
}

// A host that speaks the first version, written by hand: what it sends and hears never changes.
func TestFirstVersion(tb *testing.T) {
	tb.Parallel()
	h := openHost(tb, hostPage{script: "<!-- none -->", body: `
		<iframe id="old" src="PLAYGROUND/embed.html" style="width: 40rem; height: 30rem"></iframe>
		<script>
			window.heard = [];
			onmessage = ({data, source}) => {
				if (source !== old.contentWindow) return;
				if (data.kind !== "height") heard.push(data);
				if (data.kind === "hello") source.postMessage({poolground: 1, kind: "open", shown: {lesson: "starmap"},
					settings: {workers: 2, view: ["output"], theme: "light", fill: false}}, "*");
				document.body.dataset.heard = heard.length;
			};
		</script>
		<button id="go" onclick="old.contentWindow.postMessage({poolground: 1, kind: 'run'}, {targetOrigin: '*', includeUserActivation: true})">Run</button>`})
	h.waitUntil("heard.length === 2")
	h.click("#go")
	h.waitUntil("heard.length === 5")
	got := eval[[]string](h.tab, `heard.map(({poolground, kind, title = "", text = "", state = ""}) => [poolground, kind, title, text, state].join(" ").trim())`)
	if want := []string{"1 hello", "1 ready Two arguments", "1 run", "1 output  " + starmapOutput[:len(starmapOutput)-1], "1 done   done"}; !slices.Equal(got, want) {
		h.Errorf("heard %q, want %q", got, want)
	}
}
