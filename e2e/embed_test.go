//go:build !js

package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

const starmapOutput = "[10 22 36 52 70 90 112 136 162]\n"

func starmapEvents(id string) []string {
	return []string{id + " pool-run", id + " pool-output " + starmapOutput + " stdout", id + " pool-done done"}
}

// state returns what an element shows: its state, whether its own text is seen, and its note.
func (h *host) state(id string) string {
	h.Helper()
	return eval[string](h.tab, fmt.Sprintf(`(() => {
		const element = document.getElementById(%q), pre = element.querySelector("pre");
		return [element.dataset.state, pre?.checkVisibility() ? "text" : "", element.shadowRoot.querySelector("p").textContent].filter(Boolean).join(", ");
	})()`, id))
}

// Programs run beside each other, each when it nears the viewport, and share what is fetched.
func TestEmbed(tb *testing.T) {
	tb.Parallel()
	h := openHost(tb, hostPage{body: `
		<pool-playground id="a" lesson="starmap" workers="2"><pre>package main</pre></pool-playground>
		<pool-playground id="b" lesson="starmap" workers="1" view="output" height="300"></pool-playground>
		<div style="height: 400vh"></div>
		<pool-playground id="far" lesson="partial"><pre>package far</pre></pool-playground>`})
	a, b := h.frame("a"), h.frame("b")
	if got := h.state("a"); got != "ready" {
		h.Errorf("a is %q", got)
	}
	if got := eval[string](h.tab, `a.shadowRoot.querySelector("iframe").title`); got != "Two arguments: a Go program that can be run" {
		h.Errorf("the frame's title is %q", got)
	}
	a.click(runButton)
	a.waitState(element, "done")
	// The frame has the timeline's styles, and room for every lane.
	if got := eval[string](a, `(() => {
		const swatch = getComputedStyle(document.querySelector(".legend li"), "::before"), water = document.querySelector(".water");
		return [swatch.width, water.scrollHeight <= water.clientHeight].join();
	})()`); got != "18px,true" {
		h.Errorf("a swatch of the legend is wide and all lanes are seen: %s", got)
	}
	b.click(runButton)
	b.waitState(element, "done")
	got, want := h.waitEvents(8), slices.Concat(starmapEvents("a"), starmapEvents("b"))
	if got := slices.DeleteFunc(got, func(e string) bool { return strings.Contains(e, "pool-ready") }); !slices.Equal(got, want) {
		h.Errorf("got the events %q, want %q", got, want)
	}

	// All lanes are in sight, and the legend says by swatches what their colours mean.
	if got := eval[string](a, `(() => {
		const water = document.querySelector(".water"), swatches = [...document.querySelectorAll(".legend li")].map((li) => getComputedStyle(li, "::before").content);
		return [water.scrollHeight > water.clientHeight ? "cut" : "whole", swatches.length > 0 && !swatches.includes("none") ? "told" : "untold"].join();
	})()`); got != "whole,told" {
		h.Errorf("the timeline is %s", got)
	}

	// What is shown, and how high it is.
	const shown = `["program-code", "program-output", "pool-timeline"].filter((name) => document.querySelector(name).checkVisibility()).join()`
	if got := eval[string](a, shown); got != "program-code,program-output,pool-timeline" {
		h.Errorf("a shows %s", got)
	}
	if got := eval[string](b, shown); got != "program-output" {
		h.Errorf("b shows %s", got)
	}
	h.do(`a.setAttribute("view", "code, output"), b.setAttribute("height", "20rem")`)
	a.waitUntil(`document.querySelector("embed-frame").dataset.view === "code output"`)
	height := `document.getElementById(%q).shadowRoot.querySelector("iframe").getBoundingClientRect().height`
	h.waitUntil(fmt.Sprintf(height, "b") + " === 320")
	h.waitFor(fmt.Sprintf(height, "a") + fmt.Sprintf(" === %d", eval[int](a, `document.querySelector("embed-frame").getBoundingClientRect().height`)+2))
	if eval[bool](a, "document.documentElement.scrollHeight > innerHeight") {
		h.Error("a does not fit into its frame")
	}

	if got := h.state("far"); got != "waiting, text" {
		h.Errorf("what is far away is %q", got)
	}
	h.do("far.scrollIntoView()")
	h.waitUntil(`far.dataset.state === "ready"`)
	for _, file := range []string{"/lessons/starmap", "/poolground-worker-", "/assets/embed-", "/poolground.js", "/embed.html", "/embed.js"} {
		want := 1
		if file == "/assets/embed-" {
			want = 2 // a script and its styles
		}
		if n := h.answered(file); n != want {
			h.Errorf("%s was sent %d times", file, n)
		}
	}
}

// A page runs, ends and changes a program, but not before its reader has done something.
func TestEmbedMethods(tb *testing.T) {
	tb.Parallel()
	h := openHost(tb, hostPage{script: `<script async src="PLAYGROUND/sub/path/embed.js"></script>`,
		wrap: func(next http.Handler) http.Handler { return http.StripPrefix("/sub/path", next) },
		body: `<button id="go">Go</button>
		<pool-playground id="a" lesson="mandelbrot" workers="2" view="code output"></pool-playground>`})
	f := h.frame("a")
	refused := `a.run().then(() => "runs", (error) => error.name + ": " + error.message)`
	if got := eval[string](h.tab, refused); got != "NotAllowedError: A program runs only when the reader has just clicked or pressed a key in the page." {
		h.Errorf("without a click: %q", got)
	}
	// The frame does not take embed.js at its word.
	h.do(`Object.defineProperty(navigator, "userActivation", {value: {isActive: true}, configurable: true}); a.run()`)
	h.do(`a.setAttribute("workers", "1")`)
	f.waitUntil(`document.querySelector("[data-part=workers]").value === "1"`)
	if got := eval[string](f, `document.querySelector("pool-program").dataset.state`); got != "idle" {
		h.Errorf("without a click, the program is %s", got)
	}

	h.do(`delete navigator.userActivation; document.getElementById("go").onclick = () => a.run()`)
	h.click("#go")
	f.waitState(element, "running", "done")
	h.do("a.stop()")
	h.waitUntil(`events.at(-1) === "a pool-done stopped" || events.at(-1) === "a pool-done done"`)

	h.do(`a.setSource("package main\n\n// häß <b>\nfunc main() {}\n")`)
	f.waitUntil(code + `.includes("häß <b>")`)
	f.waitUntil(`document.querySelector("open-link a").hash.startsWith("#code=1.")`)
	link := eval[string](f, `document.querySelector("open-link a").href`)
	h.waitEvents(4)

	// Out of the page it says that it cannot run; put back, it shows what it was told meanwhile.
	gone := eval[string](h.tab, `(() => {
		window.taken = a;
		taken.remove();
		taken.stop();
		taken.setSource("package main\n\nfunc main() {}\n");
		return taken.run().then(() => "runs", (error) => taken.dataset.state + ": " + error.message);
	})()`)
	if want := "waiting: The element is not in the page, so its program cannot run: put it there first."; gone != want {
		h.Errorf("out of the page: %q, want %q", gone, want)
	}
	h.do("document.body.append(taken)")
	h.waitUntil(`taken.dataset.state === "ready"`)

	whole := newTab(tb)
	whole.open(link)
	whole.waitStatus("This program came with the link. Look at it, then press Run.")
	if got := whole.code(); got != "package main\n\n// häß <b>\nfunc main() {}\n" {
		h.Errorf("the whole page shows %q", got)
	}
}

// With run="click" nothing comes from the playground but the script, until somebody asks for it.
func TestEmbedOnClick(tb *testing.T) {
	tb.Parallel()
	h := openHost(tb, hostPage{body: `<pool-playground id="a" lesson="starmap" workers="2" run="click"><pre>package main</pre></pool-playground>`})
	h.waitUntil(`document.querySelector("pool-playground:defined")`)
	h.waitFor(`a.shadowRoot.querySelector("button")?.getBoundingClientRect().height > 0`)
	if n := h.answered("/"); n != 1 {
		h.Errorf("%d files were fetched", n)
	}
	point := eval[[]float64](h.tab, `(({x, y, width, height}) => [x + width / 2, y + height / 2])(a.shadowRoot.querySelector("button").getBoundingClientRect())`)
	if err := chromedp.Do(h.ctx, chromedp.MouseClickXY(point[0], point[1])); err != nil {
		h.Fatal(err)
	}
	if got, want := h.waitEvents(4), append([]string{"a pool-ready Two arguments"}, starmapEvents("a")...); !slices.Equal(got, want) {
		h.Errorf("got the events %q, want %q", got, want)
	}
}

// A program looks as the page around it does, whenever that changes.
func TestEmbedTheme(tb *testing.T) {
	tb.Parallel()
	h := openHost(tb, hostPage{
		body:  `<pool-playground id="a" lesson="starmap" view="code"></pool-playground>`,
		files: map[string]string{"/late.css": "body { background: black }"},
	})
	f := h.frame("a")
	is := func(theme string) { f.waitUntil(fmt.Sprintf(`document.documentElement.dataset.theme === %q`, theme)) }
	is("light")
	prefer := func(scheme string) {
		_, err := chromedp.Call(h.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		if err != nil {
			h.Fatal(err)
		}
	}
	prefer("dark")
	is("dark")
	for _, step := range []struct{ do, theme string }{
		{`document.documentElement.dataset.theme = "light"`, "light"},
		{`delete document.documentElement.dataset.theme`, "dark"},
		{`document.documentElement.style.colorScheme = "light"`, "light"},
		{`document.body.className = "dark"`, "dark"},
		{`document.body.className = ""`, "light"},
		{`document.body.style.background = "#101010"`, "dark"},
		{`document.body.style.background = "oklch(0.95 0 0)"`, "light"},
		{`document.body.style.background = "color(srgb 0.1 0.1 0.1)"`, "dark"},
		{`document.body.style.background = ""`, "light"},
		{`document.head.append(Object.assign(document.createElement("style"), {id: "late", textContent: "body { background: lab(10 0 0) }"}))`, "dark"},
		{`late.media = "print"`, "light"},
		{`document.head.append(Object.assign(document.createElement("link"), {rel: "stylesheet", href: "late.css"}))`, "dark"},
		{`a.setAttribute("theme", "light")`, "light"},
		{`a.setAttribute("theme", "auto")`, "dark"},
	} {
		h.do(step.do)
		is(step.theme)
	}
	if got := eval[string](f, `getComputedStyle(document.documentElement).colorScheme`); got != "dark" {
		h.Errorf("the frame's colours are %s", got)
	}
}

// The program is the author's own: in the page, highlighted in one way or another, or in a file.
func TestEmbedOwnProgram(tb *testing.T) {
	tb.Parallel()
	dir, err := buildCompilerSite()
	if err != nil {
		tb.Fatal(err)
	}
	const hello = "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"hello\", 1 < 2)\n}\n"
	h := openHost(tb, hostPage{wrap: serveToolchain(dir), files: map[string]string{"/hello.go": hello, "/page.go": "<!doctype html>"}, body: `
		<pool-playground id="a" view="code output"><table><td><pre>1` + "\n" + `2</pre><td><pre>
package main

import "fmt"

<span>func</span> main() {
	fmt.Println("hello", 1 &lt; 2)<button>Copy</button>
}
</pre></table></pool-playground>
		<pool-playground id="b" view="code"><pre><span class="line-number">1</span>package main<br><br>func main() {}</pre></pool-playground>
		<pool-playground id="c" src="hello.go" view="code"><pre>package old</pre></pool-playground>
		<pool-playground id="missing" src="missing.go"><pre>package main</pre></pool-playground>
		<pool-playground id="page" src="page.go"><pre>package main</pre></pool-playground>
		<pool-playground id="none">Nothing</pool-playground>
		<pool-playground id="unknown" lesson="x"></pool-playground>`})
	h.expect("404")
	keepCompiler(h)
	a := h.frame("a")
	if got := a.code(); got != hello {
		h.Errorf("a has the program %q", got)
	}
	if got := h.frame("b").code(); got != "package main\n\nfunc main() {}\n" {
		h.Errorf("b has the program %q", got)
	}
	if got := h.frame("c").code(); got != hello {
		h.Errorf("c has the program %q", got)
	}
	origin := eval[string](h.tab, "location.origin")
	for id, want := range map[string]string{
		"missing": "failed, text, The program " + origin + "/missing.go could not be fetched: 404 Not Found.",
		"page":    "failed, text, " + origin + "/page.go is a page, not a Go file.",
		"none":    "failed, There is no program here: pool-playground needs a lesson, a src or a <pre>.",
	} {
		h.waitUntil(fmt.Sprintf(`document.getElementById(%q).dataset.state === "failed"`, id))
		if got := h.state(id); got != want {
			h.Errorf("%s is %q, want %q", id, got, want)
		}
	}
	if got := h.frame("unknown").text("status"); got != "There is no lesson “x”." {
		h.Errorf("of a lesson that does not exist is said %q", got)
	}
	a.click(runButton)
	if state := a.waitState(element, "done", "failed"); state != "done" || a.text("output") != "hello true\n" {
		h.Errorf("the program ended %s: %s%s", state, a.text("status"), a.text("output"))
	}
}

// keepCompiler lets the compiler of a frame live until the frame is closed.
func keepCompiler(h *host) {
	h.Cleanup(func() { h.do("document.body.replaceChildren()") })
}

// waitFor waits until an expression is true, whatever makes it so.
func (t *tab) waitFor(condition string) {
	t.Helper()
	t.do(fmt.Sprintf(`new Promise((resolve) => {
		const look = () => %s ? resolve() : requestAnimationFrame(look);
		look();
	})`, condition))
}
