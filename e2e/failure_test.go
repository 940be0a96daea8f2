//go:build !js

package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"poolground/web"
)

// A failure is a page or server that does not do what a program needs.
type failure struct {
	name     string
	wrap     func(http.Handler) http.Handler
	module   string // "": the cases
	problems string // what the browser may say
	status   string // the end of the status
}

var failures = []failure{
	{
		name: "module missing", module: "/missing.wasm", problems: "404",
		status: "/missing.wasm could not be fetched: 404 Not Found",
	}, {
		name: "module cut short", wrap: change(".wasm", func(b []byte) []byte { return b[:len(b)/2] }),
		status: "extends past end of the module",
	}, {
		name: "module of another type", module: "/index.html",
		status: "expected magic word 00 61 73 6d, found 3c 21 64 6f @+0",
	}, {
		name: "no such host", module: "http://127.0.0.1:1/x.wasm", problems: "ERR_",
		status: "http://127.0.0.1:1/x.wasm could not be fetched (offline, or refused by the server or a policy): Failed to fetch",
	}, {
		name: "not a URL", module: "http://", status: "ProgramError: http:// is not a URL",
	}, {
		name: "script missing", wrap: refuse(workerScript), problems: "404",
		status: "/poolground-worker.js could not be loaded: it is missing or broken, or a content security policy refuses it",
	}, {
		name: "script broken", wrap: change(workerScript, func([]byte) []byte { return []byte("{") }),
		problems: "SyntaxError",
		status:   "/poolground-worker.js could not be loaded: it is missing or broken, or a content security policy refuses it",
	}, {
		name: "policy against workers", wrap: policy("worker-src 'none'"), problems: "Content Security Policy|ERR_",
		status: "/poolground-worker.js could not be loaded: it is missing or broken, or a content security policy refuses it",
	}, {
		name: "policy against wasm", wrap: policy("script-src 'self' 'unsafe-inline'"), problems: "Content Security Policy",
		status: "because 'unsafe-eval' is not an allowed source",
	}, {
		name: "policy against requests", wrap: policy("connect-src 'none'"), problems: "Content Security Policy|ERR_",
		status: "could not be fetched (offline, or refused by the server or a policy): Failed to fetch",
	}, {
		name: "other version", wrap: change(workerScript, func(b []byte) []byte {
			return bytes.ReplaceAll(b, []byte(".version=="), []byte(".version!="))
		}),
		status: "ProgramError: the page and its worker script are of different versions; reload the page",
	},
}

func TestFailures(tb *testing.T) {
	for _, f := range failures {
		tb.Run(f.name, func(tb *testing.T) {
			tb.Parallel()
			t := openProgramPage(tb, web.Options{}, f.wrap)
			if f.problems != "" {
				t.expect(f.problems)
			}
			if f.module == "" {
				f.module = program(tb, "cases")
			}
			state := t.run(options{Module: f.module})
			if status := scriptHash.ReplaceAllString(t.text("status"), ""); state != "failed" || !strings.Contains(status, f.status) {
				t.Errorf("the program ended %s, %q, want failed with %q", state, status, f.status)
			}
		})
	}
}

// A load that failed is tried again by the next run.
func TestModuleComesBack(tb *testing.T) {
	gone := true
	t := openProgramPage(tb, web.Options{}, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if gone && strings.HasSuffix(r.URL.Path, ".wasm") {
				gone = false
				http.NotFound(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	t.expect("404")
	module := program(tb, "cases")
	if state := t.run(options{Module: module}); state != "failed" {
		t.Fatalf("the first run ended %s", state)
	}
	if state := t.run(options{Module: module}); state != "done" {
		t.Fatalf("the second run ended %s: %s", state, t.text("status"))
	}
}

// One fetch and one compilation serve all runs and all workers, also under a wrong type.
func TestModuleFetchedOnce(tb *testing.T) {
	for _, contentType := range []string{"application/wasm", "application/octet-stream"} {
		tb.Run(contentType, func(tb *testing.T) {
			fetches := 0
			t := openProgramPage(tb, web.Options{}, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if strings.HasSuffix(r.URL.Path, ".wasm") {
						fetches++
						w = typed{w, contentType}
					}
					next.ServeHTTP(w, r)
				})
			})
			for range 2 {
				if state := t.run(options{Module: program(tb, "cases"), Workers: 2}); state != "done" {
					t.Fatal(t.describe())
				}
			}
			if fetches != 1 {
				t.Errorf("the module was fetched %d times", fetches)
			}
		})
	}
}

type typed struct {
	http.ResponseWriter
	contentType string
}

func (t typed) WriteHeader(status int) {
	t.Header().Set("Content-Type", t.contentType)
	t.ResponseWriter.WriteHeader(status)
}

// workerScript is what the path of the worker script begins with; its hash follows.
const workerScript = "/poolground-worker-"

var scriptHash = regexp.MustCompile(`-[0-9a-f]{16}\b`)

// change changes the content of the files whose path has that part.
func change(part string, f func([]byte) []byte) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.Contains(r.URL.Path, part) {
				next.ServeHTTP(w, r)
				return
			}
			rec := httptest.NewRecorder()
			next.ServeHTTP(rec, r)
			content := f(rec.Body.Bytes())
			header := rec.Header()
			header.Del("ETag")
			header.Set("Content-Length", fmt.Sprint(len(content)))
			for name, values := range header {
				w.Header()[name] = values
			}
			w.WriteHeader(rec.Code)
			_, _ = w.Write(content)
		})
	}
}

func refuse(part string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, part) {
				http.NotFound(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func policy(csp string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", csp)
			next.ServeHTTP(w, r)
		})
	}
}
