package web

import (
	"io/fs"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// contentTypes are the types of all that a site holds. Go's own table depends on the machine.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".gz":    "application/gzip",
	".html":  "text/html; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".json":  "application/json",
	".svg":   "image/svg+xml",
	".ts":    "text/plain; charset=utf-8",
	".txt":   "text/plain; charset=utf-8",
	".wasm":  "application/wasm",
	".webp":  "image/webp",
	".woff2": "font/woff2",
	".xml":   "application/xml",
}

// Handler serves the site in dir: each file in the best encoding that the client accepts and
// the site has, with an ETag, for ever where the name holds the content's hash.
func Handler(dir string, o Options) http.Handler {
	return &handler{files: os.DirFS(dir), isolated: o.CrossOriginIsolated, tags: map[string]fileTag{}}
}

type handler struct {
	files    fs.FS
	isolated bool

	mu   sync.Mutex
	tags map[string]fileTag // by name; guarded by mu
}

// A fileTag is a file's ETag, good while the file is unchanged.
type fileTag struct {
	changed time.Time
	size    int64
	tag     string
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD are served here", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "" || strings.HasSuffix(r.URL.Path, "/") {
		name = path.Join(name, "index.html")
	}
	h.setPolicy(w.Header(), name)
	if !h.serveFile(w, r, name) {
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "there is nothing at "+r.URL.Path, http.StatusNotFound)
	}
}

func (h *handler) setPolicy(header http.Header, name string) {
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-cache")
	if isHashed(name) {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if h.isolated {
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Embedder-Policy", "require-corp")
		header.Set("Cross-Origin-Resource-Policy", "cross-origin") // isolated pages may hold programs, too
	}
}

// serveFile reports whether there was such a file.
func (h *handler) serveFile(w http.ResponseWriter, r *http.Request, name string) bool {
	if !fs.ValidPath(name) {
		return false
	}
	content, changed, err := h.read(name)
	if err != nil {
		return false
	}
	header := w.Header()
	if t := contentTypes[path.Ext(name)]; t != "" {
		header.Set("Content-Type", t)
	}
	header.Set("Vary", "Accept-Encoding")
	served := name
	for _, e := range negotiate(r.Header.Get("Accept-Encoding")) {
		form := e.formOf(name)
		if form == name {
			continue // the page unpacks it, as it does on a host that negotiates nothing
		}
		packed, packedChanged, err := h.read(form)
		if err != nil {
			continue
		}
		content, changed, served = packed, packedChanged, form
		header.Set("Content-Encoding", e.name)
		if isPacked(name) {
			header.Set("Content-Type", "application/octet-stream") // of what is in it
		}
		header.Set("Content-Length", strconv.Itoa(len(packed)))
		r.Header.Del("Range") // a part of an encoded file serves nobody
		break
	}
	header.Set("ETag", h.tag(served, changed, content))
	http.ServeContent(w, r, name, time.Time{}, strings.NewReader(content))
	return true
}

func (h *handler) read(name string) (content string, changed time.Time, err error) {
	info, err := fs.Stat(h.files, name)
	if err != nil {
		return "", time.Time{}, err
	}
	if info.IsDir() {
		return "", time.Time{}, fs.ErrNotExist
	}
	bytes, err := fs.ReadFile(h.files, name)
	return string(bytes), info.ModTime(), err
}

func (h *handler) tag(name string, changed time.Time, content string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.tags[name]
	if t.tag == "" || !t.changed.Equal(changed) || t.size != int64(len(content)) {
		t = fileTag{changed, int64(len(content)), `"` + hashOf([]byte(content)) + `"`}
		h.tags[name] = t
	}
	return t.tag
}
