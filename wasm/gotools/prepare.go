package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

const (
	poolPath   = "poolground/pool"
	workerPath = "poolground/wasm/webworker"
)

// prepared is what the page must know to compile a program.
type prepared struct {
	Imports []string `json:"imports"` // sorted, each once, with those of the second file, without unsafe
	Extra   bool     `json:"extra"`   // there is a second file
}

func prepareFile(name, extraName string, out io.Writer) error {
	source, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	p, extra, err := prepare(name, source)
	if err != nil {
		return err
	}
	if p.Extra {
		if err := os.WriteFile(extraName, extra, 0o644); err != nil {
			return err
		}
	}
	return json.NewEncoder(out).Encode(p)
}

// prepare reads a program of one file. A program that uses pools also gets a second file, to be
// compiled after its own, that makes it a worker where it is started as one. Its init runs last,
// so that the functions of all package variables are registered by then, and those of the
// program's inits. A fault is a scanner.ErrorList.
func prepare(name string, source []byte) (prepared, []byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, source, parser.SkipObjectResolution)
	if err != nil {
		return prepared{}, nil, err
	}
	var faults scanner.ErrorList
	if file.Name.Name != "main" {
		faults.Add(fset.Position(file.Name.Pos()), fmt.Sprintf("package %s is not a program: write package main", file.Name.Name))
	}
	p := prepared{Imports: []string{}}
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return prepared{}, nil, err // the parser has let a malformed path pass
		}
		if isInternal(path) {
			faults.Add(fset.Position(spec.Path.Pos()), fmt.Sprintf("use of internal package %s not allowed", path))
		}
		if path != "unsafe" { // the compiler's own, has no archive
			p.Imports = append(p.Imports, path)
		}
	}
	if err := faults.Err(); err != nil {
		return prepared{}, nil, err
	}
	var extra []byte
	if p.Extra = slices.Contains(p.Imports, poolPath); p.Extra {
		p.Imports = append(p.Imports, workerPath)
		extra = secondFile(unusedName(file))
	}
	slices.Sort(p.Imports)
	p.Imports = slices.Compact(p.Imports)
	return p, extra, nil
}

// isInternal says what the go command says of a package that only its own tree may import.
func isInternal(path string) bool {
	return slices.Contains(strings.Split(path, "/"), "internal") || strings.HasPrefix(path, "vendor/")
}

func secondFile(pool string) []byte {
	return fmt.Appendf(nil, `package main

import (
	%s %q
	_ %q
)

func init() { %[1]s.ServeIfWorker() }
`, pool, poolPath, workerPath)
}

// unusedName returns a name that occurs nowhere in the file. The name of an import must differ
// from all that the package declares.
func unusedName(file *ast.File) string {
	taken := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if ident, ok := n.(*ast.Ident); ok {
			taken[ident.Name] = true
		}
		return true
	})
	name := "pool"
	for taken[name] {
		name += "_"
	}
	return name
}
