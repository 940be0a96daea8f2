package web

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// servedSite is a small site and its handler.
func servedSite(t *testing.T, o Options) (string, http.Handler) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"index.html":                          "<p>page",
		"index.html.gz":                       "gzipped",
		"index.html.br":                       "brotlied",
		"docs/index.html":                     "<p>docs",
		"docs/a-light.webp":                   "picture",
		"sitemap.xml":                         "<urlset/>",
		"poolground.js":                       "export {}",
		"lessons/a-0123456789abcdef.wasm":     "\x00asm",
		"lessons/a-0123456789abcdef.wasm.br":  "packed",
		"toolchain/fmt-0123456789abcdef.a.gz": "archive zipped",
		"toolchain/fmt-0123456789abcdef.a.br": "archive brotlied",
		"toolchain/os-0123456789abcdef.a.gz":  "other archive zipped",
		"toolchain/manifest.json":             "{}",
		"notes.gz":                            "notes zipped",
		"notes.br":                            "notes brotlied",
	} {
		if err := writeFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	return dir, Handler(dir, o)
}

func get(h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestTypesAndCaching(t *testing.T) {
	_, h := servedSite(t, Options{})
	for _, c := range []struct{ path, contentType, cache string }{
		{"/", "text/html; charset=utf-8", "no-cache"},
		{"/docs/", "text/html; charset=utf-8", "no-cache"},
		{"/docs/a-light.webp", "image/webp", "no-cache"},
		{"/sitemap.xml", "application/xml", "no-cache"},
		{"/poolground.js", "text/javascript; charset=utf-8", "no-cache"},
		{"/lessons/a-0123456789abcdef.wasm", "application/wasm", "public, max-age=31536000, immutable"},
		{"/toolchain/fmt-0123456789abcdef.a.gz", "application/gzip", "public, max-age=31536000, immutable"},
		{"/toolchain/manifest.json", "application/json", "no-cache"},
	} {
		w := get(h, c.path)
		if w.Code != http.StatusOK {
			t.Errorf("%s: status %d", c.path, w.Code)
		}
		if got := w.Header().Get("Content-Type"); got != c.contentType {
			t.Errorf("%s: type %q, want %q", c.path, got, c.contentType)
		}
		if got := w.Header().Get("Cache-Control"); got != c.cache {
			t.Errorf("%s: Cache-Control %q, want %q", c.path, got, c.cache)
		}
	}
}

func TestEncodingIsNegotiated(t *testing.T) {
	_, h := servedSite(t, Options{})
	for _, c := range []struct{ path, accept, encoding, body string }{
		{"/", "", "", "<p>page"},
		{"/", "gzip, deflate, br", "br", "brotlied"},
		{"/", "br;q=0.5, gzip", "gzip", "gzipped"},
		{"/", "br;q=0, *", "gzip", "gzipped"},
		{"/lessons/a-0123456789abcdef.wasm", "gzip", "", "\x00asm"},
		{"/lessons/a-0123456789abcdef.wasm", "gzip;q=1, br;q=0.1", "br", "packed"},
		{"/poolground.js", "br, gzip", "", "export {}"},
		{"/toolchain/fmt-0123456789abcdef.a.gz", "gzip, deflate, br", "br", "archive brotlied"},
		{"/toolchain/fmt-0123456789abcdef.a.gz", "br;q=0.5, gzip", "br", "archive brotlied"},
		{"/toolchain/fmt-0123456789abcdef.a.gz", "gzip", "", "archive zipped"},
		{"/toolchain/fmt-0123456789abcdef.a.gz", "", "", "archive zipped"},
		{"/toolchain/os-0123456789abcdef.a.gz", "br, gzip", "", "other archive zipped"},
		{"/notes.gz", "br, gzip", "", "notes zipped"},
	} {
		w := get(h, c.path, "Accept-Encoding", c.accept)
		if got := w.Header().Get("Content-Encoding"); got != c.encoding || w.Body.String() != c.body {
			t.Errorf("%s for %q: got %q in %q, want %q in %q", c.path, c.accept, w.Body, got, c.body, c.encoding)
		}
		if w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s for %q: no Vary", c.path, c.accept)
		}
	}
}

// What is in a packed file is not what its name says.
func TestPackedFileIsTypedByItsForm(t *testing.T) {
	_, h := servedSite(t, Options{})
	for accept, want := range map[string]string{"": "application/gzip", "br": "application/octet-stream"} {
		w := get(h, "/toolchain/fmt-0123456789abcdef.a.gz", "Accept-Encoding", accept)
		if got := w.Header().Get("Content-Type"); got != want {
			t.Errorf("accepting %q: type %q, want %q", accept, got, want)
		}
	}
}

func TestETag(t *testing.T) {
	dir, h := servedSite(t, Options{})
	tag := get(h, "/").Header().Get("ETag")
	packed := get(h, "/", "Accept-Encoding", "br").Header().Get("ETag")
	if tag == "" || packed == "" || tag == packed {
		t.Fatalf("ETags %s and, of the encoded form, %s", tag, packed)
	}
	if w := get(h, "/", "If-None-Match", tag); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("unchanged: status %d, body %q", w.Code, w.Body)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("<p>other page"), 0o644); err != nil {
		t.Fatal(err)
	}
	if w := get(h, "/", "If-None-Match", tag); w.Code != http.StatusOK || w.Body.String() != "<p>other page" {
		t.Errorf("changed: status %d, body %q", w.Code, w.Body)
	}
}

func TestIsolationIsAskedFor(t *testing.T) {
	for _, isolated := range []bool{false, true} {
		_, h := servedSite(t, Options{CrossOriginIsolated: isolated})
		header := get(h, "/poolground.js").Header()
		if got := header.Get("Cross-Origin-Embedder-Policy") == "require-corp"; got != isolated {
			t.Errorf("isolated %v: COEP %v", isolated, got)
		}
		if got := header.Get("Cross-Origin-Opener-Policy") == "same-origin"; got != isolated {
			t.Errorf("isolated %v: COOP %v", isolated, got)
		}
	}
}

func TestNothingElseIsServed(t *testing.T) {
	_, h := servedSite(t, Options{})
	for _, path := range []string{"/missing", "/lessons", "/lessons/", "/../web.go", "/%2e%2e/web.go", "/..%5cweb.go"} {
		if w := get(h, path); w.Code != http.StatusNotFound || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: status %d", w.Code)
	}
}
