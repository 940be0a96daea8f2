//go:build !js

package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"poolground/web"
)

// docsPage holds a script of the docs, and keeps what it logs as the docs write it.
const docsPage = `<!doctype html><meta charset="utf-8"><title>script</title><link rel="icon" href="data:,"><body data-state="loading">
<script>
	const show = (v) => typeof v === "string" ? v : JSON.stringify(v);
	const list = (v) => "[" + Array.from(v, (x) => JSON.stringify(x)).join(", ") + "]";
	window.logged = [];
	console.log = (...values) => logged.push(values.map((v) =>
		ArrayBuffer.isView(v) ? v.constructor.name + " " + list(v) : Array.isArray(v) ? list(v) : show(v)).join(" "));
</script>
<script type="module">
%s
document.body.dataset.state = "done";
</script>`

var saidLog = regexp.MustCompile(`(?m)^\s*console\.log\(.*; // (.*)$`)

// The scripts of "The JavaScript API" run, on the module that the page shows, and log what it says.
func TestDocsScripts(tb *testing.T) {
	text, err := os.ReadFile("../web/docs/javascript.md")
	if err != nil {
		tb.Fatal(err)
	}
	var scripts []string
	module := ""
	for _, m := range docsBlock.FindAllStringSubmatch(string(text), -1) {
		switch m[1] {
		case "go":
			module = m[3]
		case "js":
			scripts = append(scripts, m[3])
		}
	}
	dir := tb.TempDir()
	buildDocsModule(tb, filepath.Join(dir, "tasks.wasm"), module)
	program(tb, "cases")
	s := serve(tb, web.Options{}, func(site http.Handler) http.Handler {
		mux := http.NewServeMux()
		mux.Handle("/", site)
		mux.HandleFunc("/app.wasm", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/cases.wasm", http.StatusFound) })
		mux.HandleFunc("/tasks.wasm", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, filepath.Join(dir, "tasks.wasm")) })
		for i, script := range scripts {
			mux.HandleFunc(fmt.Sprintf("/script%d", i), func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				fmt.Fprintf(w, docsPage, script)
			})
		}
		return mux
	})
	for i, script := range scripts {
		t := newTab(tb)
		t.open(fmt.Sprintf("%s/script%d", s.URL, i))
		t.waitState("body", "done")
		logged := eval[[]string](t, "logged")
		for _, m := range saidLog.FindAllStringSubmatch(script, -1) {
			if !slices.Contains(logged, m[1]) {
				t.Errorf("the script logs %q, and the docs say %q:\n%s", logged, m[1], script)
			}
		}
	}
}

// buildDocsModule builds a program of the docs, inside of the tree for its packages.
func buildDocsModule(tb testing.TB, file, program string) {
	tb.Helper()
	if !strings.HasPrefix(program, "package main\n") {
		tb.Fatalf("no program:\n%s", program)
	}
	if err := os.MkdirAll("../.cache", 0o755); err != nil {
		tb.Fatal(err)
	}
	dir, err := os.MkdirTemp("../.cache", "docs-")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(program), 0o644); err != nil {
		tb.Fatal(err)
	}
	if err := buildProgram(file, "./"+filepath.ToSlash(dir)); err != nil {
		tb.Fatal(err)
	}
}
