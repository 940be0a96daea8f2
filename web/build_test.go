package web

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func buildSite(t *testing.T) string {
	dir := t.TempDir()
	if err := Build(t.Context(), dir, Options{Uncompressed: true, NoCompiler: true}); err != nil {
		t.Fatal(err)
	}
	return dir
}

func readIn(t *testing.T, dir, name string) string {
	content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestBuiltSiteIsWhole(t *testing.T) {
	dir := buildSite(t)
	checkLinks(t, dir)
	for name, loads := range map[string][2]string{
		"index.html":     {"page", "editor"},
		"benchmark.html": {"benchmark", "charts"},
	} {
		script := readIn(t, dir, regexp.MustCompile(`assets/`+loads[0]+`-[0-9a-f]{16}\.js`).FindString(readIn(t, dir, name)))
		lazy := regexp.MustCompile(`import\("\./(` + loads[1] + `-[0-9a-f]{16}\.js)"\)`).FindStringSubmatch(script)
		if lazy == nil {
			t.Errorf("the script of %s does not load %s.js when it is wanted", name, loads[1])
			continue
		}
		readIn(t, dir, "assets/"+lazy[1])
	}
	var programs map[string]program
	if err := json.Unmarshal([]byte(readIn(t, dir, "programs.json")), &programs); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"lessons/how-many", "lessons/map-async", "lessons/starmap", "programs/freeze", "programs/benchmark"} {
		if !isHashed(programs[name].Module) {
			t.Errorf("the program %s has the module %q", name, programs[name].Module)
			continue
		}
		if wasm := readIn(t, dir, programs[name].Module); !strings.HasPrefix(wasm, "\x00asm") {
			t.Errorf("the program %s is no wasm", name)
		}
	}
	if manifest := readIn(t, dir, "toolchain/manifest.json"); manifest != `{"state":"preparing"}` {
		t.Errorf("without a compiler, its manifest is %s", manifest)
	}
	worker := regexp.MustCompile(`poolground-worker-[0-9a-f]{16}\.js`).FindString(readIn(t, dir, "poolground.js"))
	for _, name := range []string{"poolground.js", worker} {
		if code := readIn(t, dir, name); strings.Contains(code, "go:wasm_exec") {
			t.Errorf("%s still asks for go:wasm_exec", name)
		}
	}
	if types := readIn(t, dir, "types/poolground.d.ts"); !strings.Contains(types, "export declare function run(") {
		t.Errorf("the types lack run:\n%s", types)
	}
}

// The first paint of each page waits for less than 100 kB.
func TestFirstPaintIsLight(t *testing.T) {
	dir := buildSite(t)
	tools, err := findToolchain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBuilderWith(tools, dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range b.pages() {
		html := readIn(t, dir, p.File)
		total := len(packedWith(t, bestBrotli, html))
		for _, m := range pageAddress.FindAllStringSubmatch(html, -1) {
			switch name := path.Join(path.Dir(p.File), m[1]); path.Ext(name) {
			case ".js", ".css", ".svg":
				total += len(packedWith(t, bestBrotli, readIn(t, dir, name)))
			}
		}
		if total > 100_000 {
			t.Errorf("the first paint of %s takes %d bytes", p.File, total)
		}
		t.Logf("%s: %d bytes", p.File, total)
	}
}

func packedWith(t *testing.T, e encoding, content string) []byte {
	var packed bytes.Buffer
	w := e.newWriter(&packed)
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func TestMissingSourceIsAnError(t *testing.T) {
	tools, err := findToolchain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tools.goroot = t.TempDir()
	want := "the Go install in " + tools.goroot + " is not whole, lib/wasm/wasm_exec.js is missing: install Go again from https://go.dev/dl"
	if err := tools.check(); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestMissingToolsAreNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	want := "node is not installed, or not in PATH: install Node.js 20 or later, with npm (https://nodejs.org)"
	if err := checkNode(); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	want = "the go command does not answer, install Go from https://go.dev/dl: go is not installed, or not in PATH"
	if err := Build(t.Context(), t.TempDir(), Options{}); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestPortInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	addr := taken.Addr().String()
	want := addr + " is in use: stop the program that has it, or choose another address with -addr"
	if err := Serve(t.Context(), addr, Options{}); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// lineWriter hands out what is written to it.
type lineWriter chan string

func (w lineWriter) Write(line []byte) (int, error) {
	w <- string(line)
	return len(line), nil
}

var announced = regexp.MustCompile(`^serving the page at (http://\S+) while the rest is built\n$`)

func TestServeSaysTheAddressLast(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	lines := make(lineWriter, 100)
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, "localhost:0", Options{Log: lines, Uncompressed: true, NoCompiler: true}) }()
	var url string
	for line := range lines {
		if m := announced.FindStringSubmatch(line); m != nil {
			url = m[1]
			if page := fetch(t, url); !strings.Contains(page, "<pool-program") {
				t.Errorf("at %s stands:\n%s", url, page)
			}
		}
		if line == "Poolground is at "+url+" (Ctrl+C ends it)\n" {
			break
		}
	}
	if len(lines) > 0 {
		t.Errorf("after the address it says %q", <-lines)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func fetch(t *testing.T, url string) string {
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
