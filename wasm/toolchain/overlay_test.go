package toolchain

import (
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the overlay relies on is there in the installed Go, and only wasm is left of it.
func TestOverlayAppliesToTheInstalledGo(t *testing.T) {
	files, err := Overlay(build.Default.GOROOT)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		path := filepath.Join(build.Default.GOROOT, "src", filepath.FromSlash(table.file))
		text := string(files[path])
		if _, err := parser.ParseFile(token.NewFileSet(), path, text, 0); err != nil {
			t.Error(err)
		}
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(text) >= len(before) || len(text) < 300 {
			t.Errorf("%s: %d bytes of %d are left", table.file, len(text), len(before))
		}
	}
}

const smallMain = `package main

import (
	"cmd/arm"
	"cmd/wasm" // kept
	"fmt"
)

// inits of all.
var inits = map[string]func(){
	"arm":   arm.Init, // cut
	"wasm":  wasm.Init,
	"armbe": arm.Init,
}

func main() {
	switch fmt.Sprint() {
	case "arm":
		fmt.Println("arm")
		fallthrough
	case "wasm", "js":
		fmt.Println("wasm")
	case "x86":
	default:
	}
}
`

func TestTrim(t *testing.T) {
	for _, c := range []struct {
		table table
		want  []string
		lacks []string
	}{
		{table{"main.go", "inits", "a map", mapEntries}, []string{`"wasm": wasm.Init`, `"fmt"`, "// kept", "// inits of all."}, []string{"arm.Init", "armbe", "cmd/arm"}},
		{table{"main.go", "main", "a switch", switchEntries}, []string{`case "wasm", "js":`, "default:", `"cmd/arm"`}, []string{`case "arm"`, "fallthrough", "x86"}},
	} {
		got, err := c.table.trim([]byte(smallMain))
		if err != nil {
			t.Errorf("%s: %v", c.table.decl, err)
		}
		for _, text := range c.want {
			if !strings.Contains(string(got), text) {
				t.Errorf("%s: %q is missing in\n%s", c.table.decl, text, got)
			}
		}
		for _, text := range c.lacks {
			if strings.Contains(string(got), text) {
				t.Errorf("%s: %q is still in\n%s", c.table.decl, text, got)
			}
		}
	}
}

// A Go release that no longer holds a table is refused in a sentence that names it.
func TestChangedReleaseIsRefused(t *testing.T) {
	goroot := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(goroot, "src", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const prefix = "this Go release has changed cmd/compile/main.go, so that its compiler cannot be built for the page until wasm/toolchain/overlay.go follows: "
	for _, c := range []struct{ source, want string }{
		{"package main\n", `archInits no longer holds one map from architecture to Init function with an entry "wasm"`},
		{"package main\nvar archInits = inits()\n", `archInits no longer holds one map from architecture to Init function with an entry "wasm"`},
		{"package main\nvar archInits = map[string]int{\"arm\": 1}\n", `archInits no longer holds one map from architecture to Init function with an entry "wasm"`},
		{"package main\nvar archInits = map[string]int{\"wasm\": 1}\n", `archInits holds no entry but "wasm"`},
	} {
		write("cmd/compile/main.go", c.source)
		_, err := Overlay(goroot)
		if err == nil || err.Error() != prefix+c.want {
			t.Errorf("%q: got %v", c.source, err)
		}
	}
}

func TestFallthroughIsRefused(t *testing.T) {
	const source = "package main\nfunc main() { switch x { case \"wasm\": fallthrough; case \"arm\": } }\n"
	_, err := table{"main.go", "main", "a switch", switchEntries}.trim([]byte(source))
	if want := `the entry "wasm" of main falls through to another`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
