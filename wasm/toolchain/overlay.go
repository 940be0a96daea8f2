package toolchain

import (
	"fmt"
	"go/ast"
	"os"
	"path/filepath"
)

// A table is a place in Go's own source that names every architecture, of which only wasm's
// entry is kept. The linker then drops the others' code: four fifths of the compiler's rewrite
// rules, a quarter of its wasm.
type table struct {
	file string // relative to GOROOT/src
	decl string // the variable or function that holds the table
	what string // how the table is written, for the error
	find func(ast.Node) []entry
}

// tables are all that we rely on in a Go release.
var tables = []table{
	{"cmd/compile/main.go", "archInits", "one map from architecture to Init function", mapEntries},
	{"cmd/link/main.go", "main", "one switch over the architecture", switchEntries},
	{"cmd/compile/internal/ssa/config.go", "NewConfig", "one switch over the architecture", switchEntries},
}

// Overlay returns what the files of a Go release become: trimmed contents by absolute path, as
// "go build -overlay" wants them. Its error says what the release has changed.
func Overlay(goroot string) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, t := range tables {
		path := filepath.Join(goroot, "src", filepath.FromSlash(t.file))
		source, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("the compiler's source is missing from the Go install, install Go again from https://go.dev/dl: %w", err)
		}
		if files[path], err = t.trim(source); err != nil {
			return nil, fmt.Errorf("this Go release has changed %s, so that its compiler cannot be built for the page until wasm/toolchain/overlay.go follows: %w", t.file, err)
		}
	}
	if err := trimAssemblers(goroot, files); err != nil {
		return nil, err
	}
	return files, nil
}
