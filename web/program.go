package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	wasmtools "poolground/wasm/toolchain"
)

// A program is a lesson's wasm, or why there is none.
type program struct {
	Module string `json:"module,omitempty"` // its name in the site; empty while it is not built
	Error  string `json:"error,omitempty"`
}

var wasmEnv = []string{"GOOS=js", "GOARCH=wasm"}

// buildPrograms builds each lesson's wasm, in the order of the list, and calls ready after each.
// It goes on after a lesson that does not build if ready returns nil for its error.
func (b *builder) buildPrograms(ctx context.Context, ready func(error) error) error {
	keys, err := b.programKeys(ctx)
	if err != nil {
		return err
	}
	for _, l := range b.lessons {
		module, err := b.buildProgram(ctx, l.ID, keys[l.ID])
		if err != nil {
			err = fmt.Errorf("lesson %s does not build: %w", l.ID, err)
			b.programs[l.ID] = program{Error: "the program does not build; the terminal that serves this page says why"}
		} else {
			b.programs[l.ID] = program{Module: module}
		}
		if err := ready(err); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) buildProgram(ctx context.Context, id, key string) (string, error) {
	wasm, err := b.cache.get("programs/"+key+".wasm", func() ([]byte, error) {
		var wasm []byte
		err := b.timed("built the program of lesson "+id, func() error {
			var err error
			wasm, err = b.compile(ctx, "./web/lessons/"+id)
			return err
		})
		return wasm, err
	})
	if err != nil {
		return "", err
	}
	return b.site.writeHashed("lessons/"+id+".wasm", wasm)
}

// compile builds one Go package for the browser.
func (b *builder) compile(ctx context.Context, pkg string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "poolground-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "out.wasm")
	_, err = runTool(ctx, b.tools.root, wasmEnv, "go", slices.Concat(
		[]string{"build", "-trimpath", "-ldflags=-s -w", "-tags=lesson"}, compact(), []string{"-o", out, pkg})...)
	if err != nil {
		return nil, err
	}
	return os.ReadFile(out)
}

// compact are the flags that compile without inlining what is large and off a task's path.
func compact() []string {
	flags := []string{}
	for _, pkg := range wasmtools.Uninlined {
		flags = append(flags, "-gcflags="+pkg+"=-l")
	}
	return flags
}

// listed is what "go list -json" says of a package.
type listed struct {
	ImportPath, Dir                     string
	Standard                            bool
	GoFiles, SFiles, HFiles, EmbedFiles []string
	Deps                                []string
	Module                              *struct{ Path, Version string }
}

// programKeys returns, by lesson, a hash of everything that goes into its program.
func (b *builder) programKeys(ctx context.Context) (map[string]string, error) {
	out, err := runTool(ctx, b.tools.root, wasmEnv, "go", "list", "-e", "-deps", "-tags=lesson",
		"-json=ImportPath,Dir,Standard,GoFiles,SFiles,HFiles,EmbedFiles,Deps,Module", "./web/lessons/...")
	if err != nil {
		return nil, err
	}
	packages := map[string]listed{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("what \"go list\" prints is not understood: %w", err)
		}
		packages[p.ImportPath] = p
	}
	keys := map[string]string{}
	for _, l := range b.lessons {
		keys[l.ID], err = b.programKey(packages, "poolground/web/lessons/"+l.ID)
		if err != nil {
			return nil, err
		}
	}
	return keys, nil
}

func (b *builder) programKey(packages map[string]listed, path string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, "program 2", b.tools.version, compact())
	for _, dep := range append(slices.Clone(packages[path].Deps), path) {
		p := packages[dep]
		switch {
		case p.Standard: // Go's version says it all
		case p.Module != nil && p.Module.Version != "":
			fmt.Fprintln(h, p.ImportPath, p.Module.Path, p.Module.Version)
		default:
			if err := hashPackage(h, p); err != nil {
				return "", err
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func hashPackage(h io.Writer, p listed) error {
	files := slices.Concat(p.GoFiles, p.SFiles, p.HFiles, p.EmbedFiles)
	for _, name := range files {
		content, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err != nil {
			return err
		}
		fmt.Fprintln(h, p.ImportPath, name, hashOf(content))
	}
	return nil
}

// writePrograms tells the page which programs are there. A page that was loaded while they
// were being built asks for this file until its lesson is in it.
func (b *builder) writePrograms() error {
	list, err := json.Marshal(b.programs)
	if err != nil {
		return err
	}
	return b.site.write("lessons.json", list)
}
