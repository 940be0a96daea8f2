package toolchain

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"strconv"
)

// keep is the architecture that the page compiles for.
const keep = "wasm"

// An entry is a map's element or a switch's clause, with the architectures that lead to it; none
// for a default clause.
type entry struct {
	node  ast.Node
	archs []string
}

// trim returns source with but one entry of the table, and without the imports that only the
// others needed. Comments and the order of what is left stay.
func (t table) trim(source []byte) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, t.file, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	cut, err := t.others(file)
	if err != nil {
		return nil, err
	}
	return format.Source(without(source, fset, withImports(file, cut)))
}

// withImports adds to what is cut the imports that only it needs.
func withImports(file *ast.File, cut []ast.Node) []ast.Node {
	kept, gone := namesUsed(file, cut), map[string]bool{}
	for _, n := range cut {
		maps.Copy(gone, namesUsed(n, nil))
	}
	for _, spec := range file.Imports {
		if name := importName(spec); gone[name] && !kept[name] {
			cut = append(cut, spec)
		}
	}
	return cut
}

// namesUsed are the names before a dot below n, but not below any of omitted.
func namesUsed(n ast.Node, omitted []ast.Node) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		if slices.Contains(omitted, n) {
			return false
		}
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok {
				names[x.Name] = true
			}
		}
		return true
	})
	return names
}

// others are the nodes of all entries but the kept one's and the default.
func (t table) others(file *ast.File) ([]ast.Node, error) {
	var found [][]entry
	ast.Inspect(declaration(file, t.decl), func(n ast.Node) bool {
		entries := t.find(n)
		if slices.ContainsFunc(entries, func(e entry) bool { return slices.Contains(e.archs, keep) }) {
			found = append(found, entries)
		}
		return true
	})
	if len(found) != 1 {
		return nil, fmt.Errorf("%s no longer holds %s with an entry %q", t.decl, t.what, keep)
	}
	var cut []ast.Node
	for _, e := range found[0] {
		if len(e.archs) > 0 && !slices.Contains(e.archs, keep) {
			cut = append(cut, e.node)
		} else if fallsThrough(e.node) {
			return nil, fmt.Errorf("the entry %q of %s falls through to another", keep, t.decl)
		}
	}
	if len(cut) == 0 {
		return nil, fmt.Errorf("%s holds no entry but %q", t.decl, keep)
	}
	return cut, nil
}

// declaration returns the top-level variable or function of a name. Where there is none, it is
// the file's name, which holds no entry.
func declaration(file *ast.File, name string) ast.Node {
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == name {
				return d
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if v, ok := s.(*ast.ValueSpec); ok && v.Names[0].Name == name {
					return v
				}
			}
		}
	}
	return file.Name
}

func mapEntries(n ast.Node) []entry {
	literal, ok := n.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	var entries []entry
	for _, e := range literal.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			entries = append(entries, entry{e, texts(pair.Key)})
		}
	}
	return entries
}

func switchEntries(n ast.Node) []entry {
	choice, ok := n.(*ast.SwitchStmt)
	if !ok || choice.Tag == nil {
		return nil
	}
	var entries []entry
	for _, c := range choice.Body.List {
		entries = append(entries, entry{c, texts(c.(*ast.CaseClause).List...)})
	}
	return entries
}

func fallsThrough(n ast.Node) bool {
	clause, ok := n.(*ast.CaseClause)
	if !ok || len(clause.Body) == 0 {
		return false
	}
	last, ok := clause.Body[len(clause.Body)-1].(*ast.BranchStmt)
	return ok && last.Tok == token.FALLTHROUGH
}

// texts are the values of those expressions that are string literals.
func texts(list ...ast.Expr) []string {
	var values []string
	for _, e := range list {
		if literal, ok := e.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if value, err := strconv.Unquote(literal.Value); err == nil {
				values = append(values, value)
			}
		}
	}
	return values
}

func importName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	return path.Base(texts(spec.Path)[0])
}

// without cuts nodes out of the source, and the comma that follows a map's element.
func without(source []byte, fset *token.FileSet, cut []ast.Node) []byte {
	out := slices.Clone(source)
	slices.SortFunc(cut, func(a, b ast.Node) int { return int(b.Pos() - a.Pos()) })
	for _, n := range cut {
		from, to := fset.Position(n.Pos()).Offset, fset.Position(n.End()).Offset
		if _, ok := n.(*ast.KeyValueExpr); ok && to < len(out) && out[to] == ',' {
			to++
		}
		out = slices.Delete(out, from, to)
	}
	return out
}
