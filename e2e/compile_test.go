//go:build !js

package e2e

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"poolground/web"
)

// A compiled is what the page makes of a program: diagnostics, or what running it gave.
type compiled struct {
	Diagnostics []diagnostic `json:"diagnostics"`
	Output      string       `json:"output"`
	Stderr      string       `json:"stderr"`
	All         string       `json:"all"` // both, as they came
	Code        int          `json:"code"`
	Failure     string       `json:"failure"`
	Ms          int          `json:"ms"`
}

type diagnostic struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// serveToolchain adds the compiler's files to the tests' site.
func serveToolchain(dir string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		mux := http.NewServeMux()
		mux.Handle("/toolchain/", web.Handler(dir, web.Options{}))
		mux.Handle("/", next)
		return mux
	}
}

// openCompilePage opens the page that compiles, for a test that may take so long; wrap, if not nil,
// may change what the server answers.
func openCompilePage(tb testing.TB, bound time.Duration, wrap func(http.Handler) http.Handler) *tab {
	tb.Helper()
	if wrap == nil {
		wrap = func(next http.Handler) http.Handler { return next }
	}
	dir, err := buildCompilerSite()
	if err != nil {
		tb.Fatal(err)
	}
	t := newTabFor(tb, bound)
	add := serveToolchain(dir)
	t.open(serve(tb, web.Options{}, func(next http.Handler) http.Handler { return wrap(add(next)) }).URL + "/test/compile.html")
	t.waitState("body", "ready")
	tb.Cleanup(func() { t.do("window.compiler?.close(), window.second?.close()") })
	return t
}

func (t *tab) compileAndRun(source string, workers int) compiled {
	t.Helper()
	return eval[compiled](t, fmt.Sprintf("compileAndRun(%s, {workers: %d})", quote(source), workers))
}

const poolProgram = `package main

import (
	"context"
	"fmt"

	"poolground/pool"
)

var square = pool.Func("square", func(x int) int { return x * x })

func main() {
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{})
	if err != nil {
		panic(err)
	}
	ys, err := pool.Map(ctx, p, square, pool.Range(0, 10))
	fmt.Println(ys, err, p.Workers())
}
`

// slowly is the time for a test that loads the compiler while other tests use the machine.
const slowly = 4 * time.Minute

func TestCompileAndRun(tb *testing.T) {
	t := openCompilePage(tb, slowly, nil)
	if eval[bool](t, "compiler.loaded || progress.length > 0") {
		t.Error("the compiler was loaded before there was anything to compile")
	}
	const want = "[0 1 4 9 16 25 36 49 64 81] <nil> 3\n"
	for range 2 {
		if got := t.compileAndRun(poolProgram, 3); got.Output != want || got.Code != 0 {
			t.Errorf("got %+v, want the output %q", got, want)
		}
	}
	if !eval[bool](t, "compiler.loaded && progress.at(-1).loaded === progress.at(-1).total && progress.at(-1).total > 2e7") {
		t.Errorf("the compiler is not loaded, or the progress did not end: %v", eval[any](t, "progress.at(-1)"))
	}
	native, err := exec.Command("go", "run", "./testdata/language").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, source, output, stderr string }{
		{"no pool", readTestdata(t, "language/main.go"), string(native), ""},
		{"no import", "package main\n\nfunc main() { println(1, true) }\n", "", "1 true\n"},
		{"unsafe", "package main\n\nimport \"unsafe\"\n\nfunc main() { println(unsafe.Sizeof(1)) }\n", "", "8\n"},
		{"package variables", variablesProgram, "[101 202 303]\n", ""},
	} {
		if got := t.compileAndRun(c.source, 2); got.Output != c.output || got.Stderr != c.stderr || got.Code != 0 {
			t.Errorf("%s: %+v, want %q and %q", c.name, got, c.output, c.stderr)
		}
	}
	got := t.compileAndRun("package main\n\nfunc main() {\n\tvar m map[int]int\n\tm[1] = 2\n}\n", 2)
	if got.Code != 2 || !regexp.MustCompile(`(?m)^\t\./main\.go:5 `).MatchString(got.Stderr) {
		t.Errorf("a panic does not tell its line: %+v", got)
	}
}

func TestDiagnostics(tb *testing.T) {
	t := openCompilePage(tb, slowly, nil)
	for _, c := range []struct {
		name, source string
		want         []diagnostic
	}{
		{"type", "package main\n\nfunc main() {\n\tvar s string = 1\n\t_ = s\n}\n",
			[]diagnostic{{4, 17, "cannot use 1 (untyped int constant) as string value in variable declaration"}}},
		{"two, after letters of two bytes", "package main\n\nfunc main() {\n\tä := \"ö\"; x := 1\n\ty := 2\n\t_ = ä\n}\n",
			[]diagnostic{{4, 12, "declared and not used: x"}, {5, 2, "declared and not used: y"}}},
		{"syntax", "package main\n\nfunc main() {\n\tif {\n}\n",
			[]diagnostic{{4, 5, "missing condition in if statement"}}},
		{"import", "package main\n\nimport (\n\t\"fmt\"\n\t\"example.com/far\"\n)\n\nfunc main() { fmt.Println(far.Away) }\n",
			[]diagnostic{{5, 2, "package example.com/far is not available in the playground; the standard library and poolground/pool are"}}},
		{"no main", "package main\n", []diagnostic{{1, 1, "function main is undeclared in the main package"}}},
		{"arguments", "package main\n\nfunc f(a, b int) {}\n\nfunc main() { f(1) }\n",
			[]diagnostic{{5, 17, "not enough arguments in call to f\n\thave (number)\n\twant (int, int)"}}},
		{"with a pool", strings.Replace(poolProgram, "x * x", "y * x", 1),
			[]diagnostic{{10, 59, "undefined: y"}}},
	} {
		got := t.compileAndRun(c.source, 2).Diagnostics
		if !slices.Equal(got, c.want) {
			// The two parsers of Go word some faults of syntax differently: the line is what counts.
			if c.name != "syntax" || len(got) == 0 || got[0].Line != c.want[0].Line {
				t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
			}
		}
		if c.name == "no main" {
			continue // only the linker sees it
		}
		if checked := eval[[]diagnostic](t, "compiler.check("+quote(c.source)+")"); !slices.Equal(checked, got) {
			t.Errorf("%s: check says %+v, compile %+v", c.name, checked, got)
		}
	}
	if clean := eval[[]diagnostic](t, "compiler.check("+quote(poolProgram)+")"); len(clean) > 0 {
		t.Errorf("a program without faults has %+v", clean)
	}
	const ragged = "package main\nfunc main(){\nprintln( 1 )\n}\n"
	formatted := eval[string](t, "compiler.format("+quote(ragged)+").then((made) => made.source)")
	if formatted != "package main\n\nfunc main() {\n\tprintln(1)\n}\n" {
		t.Errorf("formatted as %q", formatted)
	}
	broken := eval[[]diagnostic](t, `compiler.format("package main\n\nfunc main( {\n").then((made) => made.diagnostics)`)
	if len(broken) == 0 || broken[0].Line != 3 {
		t.Errorf("formatting a broken program gave %+v", broken)
	}
}

// Aborting ends what goes on, and what waits behind it is done all the same.
func TestAbortedCompile(tb *testing.T) {
	t := openCompilePage(tb, slowly, nil)
	t.do("compiler.check(" + quote(poolProgram) + ")")
	loads := eval[int](t, "progress.length")
	got := eval[map[string]any](t, `(async (source) => {
		const first = new AbortController(), second = new AbortController();
		const compiling = rejection(compiler.compile(source, first.signal));
		const waiting = rejection(compiler.compile(source, second.signal));
		const next = compileAndRun(source, { workers: 2 });
		second.abort(new Error("not needed"));
		await new Promise((resolve) => setTimeout(resolve, 20));
		first.abort();
		const late = rejection(compiler.compile(source, first.signal));
		return { compiling: await compiling, waiting: await waiting, late: await late, next: (await next).output, loaded: compiler.loaded };
	})(`+quote(poolProgram)+`)`)
	aborted := "AbortError: signal is aborted without reason"
	for name, want := range map[string]any{"compiling": aborted, "waiting": "Error: not needed", "late": aborted,
		"next": "[0 1 4 9 16 25 36 49 64 81] <nil> 2\n", "loaded": true} {
		if got[name] != want {
			t.Errorf("%s: %v, want %v", name, got[name], want)
		}
	}
	if eval[int](t, "progress.length") == loads {
		t.Error("nobody was told that the archives were read again")
	}
	if got := eval[string](t, "(compiler.close(), rejection(compiler.check('package main')))"); got != "CompilerFailed: the compiler was closed" {
		t.Errorf("a closed compiler says %q", got)
	}
}

// What was fetched once is not fetched again, and the compiler then works without a network.
func TestCompilerIsKept(tb *testing.T) {
	var offline atomic.Bool
	t := openCompilePage(tb, slowly, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasPrefix(r.URL.Path, "/toolchain/") {
				next.ServeHTTP(w, r)
			} else if offline.Load() {
				http.Error(w, "no network", http.StatusServiceUnavailable)
			} else {
				next.ServeHTTP(noStore{w}, r)
			}
		})
	})
	t.expect("503")
	const hello = "package main\n\nfunc main() { println(\"hello\") }\n"
	// What another version of the site has left.
	t.do(`caches.open("poolground-toolchain").then((cache) => cache.put("/toolchain/compile-0123456789abcdef.wasm.gz", new Response("old")))`)
	for range 2 {
		if got := t.compileAndRun(hello, 1); got.Stderr != "hello\n" {
			t.Fatalf("offline: %v: %+v", offline.Load(), got)
		}
		// A file is kept when all of it has been written, which nobody is told of.
		eval[bool](t, `(async () => {
			const cache = await caches.open("poolground-toolchain");
			for (;;) {
				const urls = (await cache.keys()).map(({ url }) => url);
				const list = urls.find((url) => url.endsWith("manifest.json"));
				if (list === undefined || urls.some((url) => url.includes("0123456789abcdef"))) continue;
				const { tools, packages } = await (await cache.match(list)).json();
				const linked = new Set(["runtime"]);
				for (const path of linked) packages[path].imports.forEach((each) => linked.add(each));
				const files = [...Object.values(tools), ...[...linked].map((path) => packages[path].file)];
				if (files.every((file) => urls.some((url) => url.endsWith("/" + file.url)))) return true;
			}
		})()`)
		offline.Store(true)
		t.open(eval[string](t, "location.href"))
		t.waitState("body", "ready")
	}
	if got := t.compileAndRun("package main\n\nimport _ \"archive/zip\"\n\nfunc main() {}\n", 1); !strings.Contains(got.Failure, "CompilerUnavailable: the compiler could not be loaded: ") {
		t.Errorf("a package that was never fetched: %+v", got)
	}
}

// The compiler works under a path, and on a page that is isolated from other origins.
func TestCompilerElsewhere(tb *testing.T) {
	dir, err := buildCompilerSite()
	if err != nil {
		tb.Fatal(err)
	}
	t := newTabFor(tb, slowly)
	add := serveToolchain(dir)
	site := serve(tb, web.Options{CrossOriginIsolated: true}, func(next http.Handler) http.Handler {
		return http.StripPrefix("/some/folder", add(next)) // answers 404 to what is not below
	})
	t.open(site.URL + "/some/folder/test/compile.html")
	t.waitState("body", "ready")
	if !eval[bool](t, "crossOriginIsolated") {
		t.Fatal("the page is not isolated")
	}
	if got := t.compileAndRun(poolProgram, 2); got.Output != "[0 1 4 9 16 25 36 49 64 81] <nil> 2\n" {
		t.Errorf("got %+v", got)
	}
	t.do("window.compiler.close()")
}

// noStore keeps a response out of the browser's own cache.
type noStore struct{ http.ResponseWriter }

func (w noStore) WriteHeader(code int) {
	w.Header().Set("Cache-Control", "no-store")
	w.ResponseWriter.WriteHeader(code)
}

// A browser may forbid a page to keep anything.
func TestCompilerWithoutCache(tb *testing.T) {
	t := openCompilePage(tb, slowly, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/poolground-compiler-worker-") {
				w.Header().Set("Content-Type", "text/javascript")
				fmt.Fprintln(w, `Object.defineProperty(globalThis, "caches", { get() { throw new DOMException("forbidden", "SecurityError"); } });`)
				r.Header.Del("Accept-Encoding")
				r.Header.Del("If-None-Match")
				w = bodyOnly{w}
			}
			next.ServeHTTP(w, r)
		})
	})
	if got := t.compileAndRun("package main\n\nfunc main() { println(\"hello\") }\n", 1); got.Stderr != "hello\n" {
		t.Errorf("got %+v", got)
	}
}

// bodyOnly lets one handler write behind another.
type bodyOnly struct{ http.ResponseWriter }

func (w bodyOnly) Header() http.Header { return http.Header{} }
func (w bodyOnly) WriteHeader(int)     {}

func TestCompilerUnavailable(tb *testing.T) {
	answer := func(text string, code int) func(http.Handler) http.Handler {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, "/toolchain/") {
					w.WriteHeader(code)
					fmt.Fprint(w, text)
					return
				}
				next.ServeHTTP(w, r)
			})
		}
	}
	for _, c := range []struct {
		name, text, want string
		code             int
	}{
		{"preparing", `{"state":"preparing"}`, "CompilerUnavailable: the compiler is being prepared; try again in a while", 200},
		{"failed", `{"state":"failed","reason":"no space left on device\nin the middle"}`, "CompilerUnavailable: the compiler could not be built: " +
			"no space left on device; the server's terminal says more: mend it there and start the server again", 200},
		{"missing", "", "CompilerUnavailable: the compiler could not be loaded: URL/toolchain/manifest.json: 404 Not Found", 404},
		{"broken", "<html>", "CompilerUnavailable: the list of the compiler's files is broken", 200},
	} {
		tb.Run(c.name, func(tb *testing.T) {
			tb.Parallel()
			t := newTab(tb)
			t.expect("404")
			site := serve(tb, web.Options{}, answer(c.text, c.code))
			t.open(site.URL + "/test/compile.html")
			t.waitState("body", "ready")
			got := eval[string](t, "rejection(compiler.compile('package main'))")
			if got = strings.ReplaceAll(got, site.URL, "URL"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			t.do("compiler.close()")
		})
	}
}

func readTestdata(tb testing.TB, name string) string {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name)))
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

// variablesProgram's functions use what package variables and inits make, in the workers too. Its
// names are those that the playground might have wanted for itself.
const variablesProgram = `package main

import (
	"context"
	"fmt"

	p "poolground/pool"
)

type pool struct{ factor int }

var add = p.Func("add", func(x int) int { return x*pool_.factor + table[x] })

var table = map[int]int{}

var pool_ = pool{100}

func init() {
	for i := range 10 {
		table[i] = i
	}
}

func main() {
	workers, err := p.New(context.Background(), p.Options{})
	if err != nil {
		panic(err)
	}
	sums, err := p.Map(context.Background(), workers, add, []int{1, 2, 3})
	if err != nil {
		panic(err)
	}
	fmt.Println(sums)
}
`
