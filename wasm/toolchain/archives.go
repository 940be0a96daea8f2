package toolchain

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

const gotoolsPath = "poolground/wasm/gotools"

// ours are the packages of this module that a program in the page may import, a program to warm the
// linker up with, and gotools.
var ours = []string{"poolground/pool", "poolground/wasm/webworker", "poolground/wasm/toolchain/warmup", gotoolsPath}

// Uninlined are large packages that are off a task's path: compiled without inlining, they make
// a lesson's program 4% smaller, and what the page needs to compile one 8%.
var Uninlined = []string{"fmt", "github.com/fxamacker/cbor/v2", "internal/strconv", "log", "math/big",
	"os", "reflect", "strconv", "time"}

// archiveFlags leave out what no program in a page needs: debugging information, file names of
// this machine, and the part of the Web Worker backend that only a program of its own serves.
func archiveFlags() []string {
	const noDWARF = "-dwarf=false"
	flags := []string{"-trimpath", "-tags=lesson", "-gcflags=all=" + noDWARF}
	for _, pkg := range Uninlined { // the last flag that fits a package counts
		flags = append(flags, "-gcflags="+pkg+"="+noDWARF+" -l")
	}
	return flags
}

// A Listing is all packages that a program in the page may import, and what they import.
type Listing struct {
	Archives []Archive // sorted by path
	Modules  []Module  // those of other people, with gotools' own; sorted by path
	gotools  string    // its build ID, which changes with all that it is made from
}

// An Archive is a compiled package.
type Archive struct {
	Path    string
	Imports []string // sorted paths of other archives, as the linker knows them
	File    string   // in the go command's cache: the compiler's and the linker's input
}

// A Module is other people's, neither Go's nor poolground's: its licence has to go with what was
// made of it.
type Module struct {
	Path, Version string
	Dir           string // where the go command keeps its source
}

// listed is what "go list -json" says of a package.
type listed struct {
	ImportPath, Name, Export, BuildID string
	Imports                           []string
	Module                            *struct {
		Path, Version, Dir string
		Main               bool
	}
}

// List compiles every package that the go command has not compiled yet.
func (s Source) List(ctx context.Context) (Listing, error) {
	out, err := s.Run(ctx, env, "list", "std")
	if err != nil {
		return Listing{}, err
	}
	args := append([]string{"list", "-deps", "-export", "-json=ImportPath,Name,Export,BuildID,Imports,Module"}, archiveFlags()...)
	args = append(args, importable(strings.Fields(string(out)))...)
	out, err = s.Run(ctx, env, append(args, ours...)...)
	if err != nil {
		return Listing{}, err
	}
	return parseListing(bytes.NewReader(out))
}

// importable leaves out what only Go's own packages may import. What they need of it comes along
// as a dependency.
func importable(std []string) []string {
	return slices.DeleteFunc(std, func(path string) bool {
		elements := strings.Split(path, "/")
		return elements[0] == "vendor" || elements[0] == "cmd" || slices.Contains(elements, "internal")
	})
}

// archives are the imports that have one, never nil.
func (p listed) archives() []string {
	paths := slices.DeleteFunc(append([]string{}, p.Imports...), func(path string) bool { return path == "unsafe" })
	slices.Sort(paths)
	return paths
}

func parseListing(text io.Reader) (Listing, error) {
	var l Listing
	for dec := json.NewDecoder(text); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return Listing{}, fmt.Errorf("what \"go list\" prints is not understood: %w", err)
		}
		if m := p.Module; m != nil && !m.Main {
			l.Modules = append(l.Modules, Module{m.Path, m.Version, m.Dir})
		}
		switch {
		case p.ImportPath == gotoolsPath:
			l.gotools = p.BuildID
		case p.ImportPath == "unsafe": // the compiler's own
		case p.Export == "":
			return Listing{}, fmt.Errorf("\"go list -export\" names no archive of %s", p.ImportPath)
		default:
			l.Archives = append(l.Archives, Archive{p.ImportPath, p.archives(), p.Export})
		}
	}
	if l.gotools == "" {
		return Listing{}, fmt.Errorf("\"go list -export\" does not name %s", gotoolsPath)
	}
	slices.SortFunc(l.Archives, func(a, b Archive) int { return cmp.Compare(a.Path, b.Path) })
	slices.SortFunc(l.Modules, func(a, b Module) int { return cmp.Compare(a.Path, b.Path) })
	l.Modules = slices.Compact(l.Modules) // a package each
	return l, nil
}
