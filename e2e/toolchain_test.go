//go:build !js

package e2e

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"go/build"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"poolground/web"
)

// buildCompilerSite builds the site with its compiler once for all tests. The first time on a
// machine that takes minutes.
var buildCompilerSite = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "poolground-e2e-")
	if err != nil {
		return "", err
	}
	compilerSiteDir = dir
	if err := web.Build(context.Background(), dir, web.Options{Uncompressed: true}); err != nil {
		return "", fmt.Errorf("the site cannot be built with its compiler: %w", err)
	}
	return dir, nil
})

var compilerSiteDir string

func removeCompilerSite() {
	if compilerSiteDir != "" {
		os.RemoveAll(compilerSiteDir)
	}
}

// A shippedFile and a manifest are what toolchain/manifest.json holds.
type shippedFile struct {
	URL          string
	Size, Packed int64
}

type manifest struct {
	State, Go, License string
	Tools              map[string]shippedFile
	Packages           map[string]struct {
		File    shippedFile
		Imports []string
	}
}

// A shippedCompiler is the site's compiler, unpacked into a folder, where Node runs it.
type shippedCompiler struct {
	*testing.T
	site, dir string
	manifest  manifest
}

func openCompiler(t *testing.T) *shippedCompiler {
	t.Helper()
	site, err := buildCompilerSite()
	if err != nil {
		t.Fatal(err)
	}
	c := &shippedCompiler{T: t, site: site, dir: t.TempDir()}
	text, err := os.ReadFile(filepath.Join(site, "toolchain", "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &c.manifest); err != nil {
		t.Fatal(err)
	}
	return c
}

// unpack writes a file of the site to its plain form in the folder, and returns its name there.
func (t *shippedCompiler) unpack(file shippedFile) string {
	t.Helper()
	in, err := os.Open(filepath.Join(t.site, "toolchain", file.URL))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	z, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := in.Stat(); err != nil || info.Size() != file.Packed || int64(len(content)) != file.Size {
		t.Fatalf("%s has %d bytes unpacked, and the manifest says %+v (%v)", file.URL, len(content), file, err)
	}
	name := strings.TrimSuffix(file.URL, ".gz")
	t.write(name, string(content))
	return name
}

func (t *shippedCompiler) write(name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(t.dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// node runs a js/wasm program of the folder and returns its output, which must come without an
// error.
func (t *shippedCompiler) node(program string, args ...string) string {
	t.Helper()
	runner := filepath.Join(build.Default.GOROOT, "lib", "wasm", "go_js_wasm_exec")
	cmd := exec.CommandContext(t.Context(), runner, append([]string{program}, args...)...)
	cmd.Dir = t.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")} // the runner takes only a few KiB
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// importConfig writes what the compiler and the linker read: where the archives of the packages
// and of all that they need are.
func (t *shippedCompiler) importConfig(packages []string) string {
	t.Helper()
	var text strings.Builder
	seen := map[string]bool{"unsafe": true}
	for missing := packages; len(missing) > 0; missing = missing[1:] {
		path := missing[0]
		if seen[path] {
			continue
		}
		seen[path] = true
		p, ok := t.manifest.Packages[path]
		if !ok {
			t.Fatalf("there is no archive of %s", path)
		}
		fmt.Fprintf(&text, "packagefile %s=%s\n", path, t.unpack(p.File))
		missing = append(missing, p.Imports...)
	}
	return text.String()
}

// run does to a program what the page does, and returns what it prints.
func (t *shippedCompiler) run(source string) string {
	t.Helper()
	t.write("main.go", source)
	var prepared struct {
		Imports []string
		Extra   bool
	}
	text := t.node(t.unpack(t.manifest.Tools["gotools"]), "prepare", "main.go", "extra.go")
	if err := json.Unmarshal([]byte(text), &prepared); err != nil {
		t.Fatal(err)
	}
	config := t.importConfig(append(prepared.Imports, "runtime"))
	t.write("importcfg", config)
	t.write("importcfg.link", config+"packagefile main=main.a\n")
	compile := []string{"-o", "main.a", "-p", "main", "-complete", "-pack", "-importcfg", "importcfg", "main.go"}
	if prepared.Extra {
		compile = append(compile, "extra.go")
	}
	t.node(t.unpack(t.manifest.Tools["compile"]), compile...)
	t.node(t.unpack(t.manifest.Tools["link"]), "-o", "out.wasm", "-importcfg", "importcfg.link", "-buildmode=exe", "-s", "-w", "main.a")
	return t.node("out.wasm")
}

// shippedModules names the modules of other people, with their versions, that the archives and the
// page's own tool are made from.
func shippedModules(t *testing.T) []string {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}",
		"poolground/pool", "poolground/wasm/webworker", "poolground/wasm/gotools")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := slices.DeleteFunc(strings.Split(string(out), "\n"), func(line string) bool { return line == "" })
	slices.Sort(lines)
	if lines = slices.Compact(lines); len(lines) < 2 {
		t.Fatalf("the go command lists only %q", lines)
	}
	return lines
}

// What the site ships compiles and links programs, as Go's own compiler does.
func TestShippedCompiler(t *testing.T) {
	c := openCompiler(t)
	if c.manifest.State != "ready" || c.manifest.Go != runtime.Version() || c.manifest.License != "toolchain/LICENSE.txt" {
		t.Errorf("the manifest says %q, %q, %q", c.manifest.State, c.manifest.Go, c.manifest.License)
	}
	licenses, err := os.ReadFile(filepath.Join(c.site, filepath.FromSlash(c.manifest.License)))
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range append(shippedModules(t), "Go, "+runtime.Version()) {
		if !strings.Contains(string(licenses), "==== "+of+": ") {
			t.Errorf("there is no licence of %s", of)
		}
	}
	for _, p := range []struct{ name, source, want string }{
		{"vendored packages", `package main

import (
	"fmt"
	"net/http"
	"sort"
)

func main() {
	names := []string{http.MethodPut, http.MethodGet}
	sort.Strings(names)
	fmt.Println(names, http.StatusText(http.StatusTeapot))
}
`, "[GET PUT] I'm a teapot\n"},
		{"a pool", `package main

import (
	"context"
	"fmt"

	"poolground/pool"
)

var square = pool.Func("square", func(x int) int { return x * x })

func main() {
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{Backend: pool.Goroutines(), Workers: 2})
	if err != nil {
		panic(err)
	}
	fmt.Println(pool.Map(ctx, p, square, pool.Range(0, 5)))
	p.Terminate()
}
`, "[0 1 4 9 16] <nil>\n"},
	} {
		c.Run(p.name, func(t *testing.T) {
			c := &shippedCompiler{T: t, site: c.site, dir: c.dir, manifest: c.manifest}
			if got := c.run(p.source); got != p.want {
				t.Errorf("got %q, want %q", got, p.want)
			}
		})
	}
}
