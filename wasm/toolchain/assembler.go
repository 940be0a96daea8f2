package toolchain

import (
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// assemblers are the packages, one an architecture, that turn instructions into bytes. The
// compiler imports all of them for the names of their instructions.
const assemblers = "cmd/internal/obj"

// trimAssemblers cuts the variables that tie the other architectures' assemblers together: they
// are set when the program starts, which keeps an eighth of the compiler's code alive. What is
// still needed of them does not build without, and says so.
func trimAssemblers(goroot string, files map[string][]byte) error {
	dirs, err := filepath.Glob(filepath.Join(goroot, "src", filepath.FromSlash(assemblers), "*", "*.go"))
	if err != nil {
		return err
	}
	for _, path := range dirs {
		if filepath.Base(filepath.Dir(path)) == keep || strings.HasSuffix(path, "_test.go") {
			continue
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !strings.Contains(string(source), "obj.LinkArch{") {
			continue
		}
		if files[path], err = withoutLinkArch(source); err != nil {
			return err
		}
	}
	return nil
}

// withoutLinkArch returns a file without its variables of type obj.LinkArch.
func withoutLinkArch(source []byte) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var cut []ast.Node
	for _, d := range file.Decls {
		if isLinkArch(d) {
			cut = append(cut, d)
		}
	}
	return format.Source(without(source, fset, withImports(file, cut)))
}

// isLinkArch says that a declaration is "var x = obj.LinkArch{...}".
func isLinkArch(d ast.Decl) bool {
	group, ok := d.(*ast.GenDecl)
	if !ok || group.Tok != token.VAR || len(group.Specs) != 1 {
		return false
	}
	spec := group.Specs[0].(*ast.ValueSpec)
	if len(spec.Values) != 1 {
		return false
	}
	literal, ok := spec.Values[0].(*ast.CompositeLit)
	if !ok {
		return false
	}
	name, ok := literal.Type.(*ast.SelectorExpr)
	return ok && name.Sel.Name == "LinkArch"
}
