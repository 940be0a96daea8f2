//go:build !js

package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"poolground/web"
)

const kept = `fetch elsewhere: TypeError
fetch elsewhere blindly: TypeError
fetch by redirection: TypeError
fetch beside the site: TypeError
fetch from the site: 200
eval: EvalError
Function: EvalError
a text for setTimeout: undefined
a blob's URL: syscall/js
a lie: told
`

// runConfined runs a program as the playground does, in its page, and returns what it printed and
// how it ended.
func runConfined(t *tab, arg string) string {
	t.Helper()
	return eval[string](t, fmt.Sprintf(`import(new URL("poolground.js", document.baseURI).href).then(async ({ run }) => {
		let output = "";
		const program = run({ module: "confined.wasm", args: [%q, new URL("./", document.baseURI).href], workers: 1, confined: true, onOutput: (text) => (output += text), onEvent() {} });
		return program.exited.then((code) => output + "exit code " + code, (error) => output + error.message);
	})`, arg))
}

// A program that the playground runs reaches nothing but the site's own files.
func TestConfined(tb *testing.T) {
	for _, isolated := range []bool{false, true} {
		tb.Run(fmt.Sprint("isolated=", isolated), func(tb *testing.T) {
			tb.Parallel()
			var reached atomic.Int32
			elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				reached.Add(1)
				w.Header().Set("Access-Control-Allow-Origin", "*")
			}))
			tb.Cleanup(elsewhere.Close)
			program(tb, "confined")
			t := newTab(tb)
			t.expect("Content Security Policy")
			site := serve(tb, web.Options{CrossOriginIsolated: isolated}, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					switch r.URL.Path {
					case "/site/elsewhere":
						http.Redirect(w, r, elsewhere.URL, http.StatusFound)
					case "/beside": // of the same host, but not the site's
						reached.Add(1)
					default:
						http.StripPrefix("/site", next).ServeHTTP(w, r)
					}
				})
			})
			t.open(site.URL + "/site/?lesson=starmap")
			t.waitState(element, "idle")
			want := "parent:\n" + kept + "worker:\n" + kept + "<nil>\na worker's constructor: EventTarget\n" +
				"another script: Error: a confined program starts no worker script but its own\nexit code 0"
			if got := runConfined(t, elsewhere.URL); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if n := reached.Load(); n > 0 {
				t.Errorf("%d requests left the site", n)
			}
		})
	}
}

// What a program sends in place of its shell ends it, and harms nobody.
func TestForgedMessages(tb *testing.T) {
	tb.Parallel()
	program(tb, "confined")
	t := openLesson(tb, "starmap", 1)
	for _, kind := range []string{"null", "number", "kind", "text", "stream", "events", "cut short"} {
		if got := runConfined(t, "forge="+kind); got != "the program sent a message that could not be decoded" {
			t.Errorf("%s: %q", kind, got)
		}
	}
	t.waitWorkers(0)
	t.press()
}

// A line that begins as a picture's but holds something else is text.
func TestPicturesAreNoWayOut(tb *testing.T) {
	t := openLesson(tb, "starmap", 1)
	for _, line := range []string{"IMAGE:PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIG9ubG9hZD0iYWxlcnQoMSkiLz4=", `IMAGE:"><img src=x onerror=alert(1)>`} {
		t.do(fmt.Sprintf(`(() => { const output = document.querySelector("program-output"); output.clear(); output.print(%q + "\n", "stdout"); output.flush(); })()`, line))
		if got := t.text("output"); strings.TrimSpace(got) != line || eval[int](t, `document.querySelectorAll("[data-part=output] :is(img, svg)").length`) > 0 {
			t.Errorf("%s is shown as %q", line, got)
		}
	}
}
