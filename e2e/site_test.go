//go:build !js

package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"poolground/web"
)

// buildSite builds the site once for all tests.
var buildSite = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "poolground-e2e-")
	if err != nil {
		return "", err
	}
	siteDir = dir
	if err := web.Build(context.Background(), dir, web.Options{Uncompressed: true, NoCompiler: true}); err != nil {
		return "", fmt.Errorf("the site cannot be built: %w", err)
	}
	return dir, nil
})

var siteDir string

func removeSite() {
	if siteDir != "" {
		os.RemoveAll(siteDir)
	}
}

// A site is the built site and the tests' own pages and programs, behind a server.
type site struct {
	URL string
}

// serve serves the site as o says; wrap, if not nil, may change what the server answers.
func serve(tb testing.TB, o web.Options, wrap func(http.Handler) http.Handler) site {
	tb.Helper()
	dir, err := buildSite()
	if err != nil {
		tb.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", web.Handler(dir, o))
	mux.Handle("/test/", http.StripPrefix("/test/", web.Handler("testdata", o)))
	var handler http.Handler = mux
	if wrap != nil {
		handler = wrap(handler)
	}
	server := httptest.NewServer(handler)
	tb.Cleanup(server.Close)
	return site{server.URL}
}

var programs struct {
	mu    sync.Mutex
	built map[string]error // guarded by mu
}

// program builds testdata/<name> and returns its URL, relative to the site.
func program(tb testing.TB, name string) string {
	tb.Helper()
	dir, err := buildSite()
	if err != nil {
		tb.Fatal(err)
	}
	programs.mu.Lock()
	defer programs.mu.Unlock()
	err, done := programs.built[name]
	if !done {
		err = buildProgram(filepath.Join(dir, name+".wasm"), "./testdata/"+name)
		if programs.built == nil {
			programs.built = map[string]error{}
		}
		programs.built[name] = err
	}
	if err != nil {
		tb.Fatal(err)
	}
	return "/" + name + ".wasm"
}

func buildProgram(file, pkg string) error {
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", file, pkg)
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %v\n%s", pkg, err, out)
	}
	return nil
}

// serveFile serves one more file.
func serveFile(url, file string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != url {
				next.ServeHTTP(w, r)
				return
			}
			http.ServeFile(w, r, file)
		})
	}
}
