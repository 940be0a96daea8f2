package web

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	wasmtools "poolground/wasm/toolchain"
)

// A program is a Go program that a page runs, as the page knows it. Its name is its folder in web
// and, with ".wasm", its file in the site.
type program struct {
	Name   string `json:"name"`
	Module string `json:"module,omitempty"` // its file; empty while it is not built
	Error  string `json:"error,omitempty"`  // why there is none
}

// A programKind is a folder of programs that are built alike.
type programKind struct {
	folder string // in web
	tags   string
}

var (
	lessonPrograms = programKind{"lessons", "lesson"} // which the site never opens as a Pool
	pagePrograms   = programKind{"programs", ""}
)

var wasmEnv = []string{"GOOS=js", "GOARCH=wasm"}

// program is what there is of a program.
func (b *builder) program(name string) program {
	p := b.programs[name]
	p.Name = name
	return p
}

// buildPrograms builds each lesson's program, in the order of the list, then those of the other
// pages, and calls ready after each. It goes on after one that does not build if ready returns nil
// for its error.
func (b *builder) buildPrograms(ctx context.Context, ready func(error) error) error {
	var lessons, others []string
	for _, l := range b.lessons {
		lessons = append(lessons, l.program())
	}
	for _, p := range b.pages() {
		if p.program != "" {
			others = append(others, p.program)
		}
	}
	if err := b.buildKind(ctx, lessonPrograms, lessons, ready); err != nil {
		return err
	}
	return b.buildKind(ctx, pagePrograms, others, ready)
}

func (b *builder) buildKind(ctx context.Context, kind programKind, names []string, ready func(error) error) error {
	keys, err := b.programKeys(ctx, kind, names)
	if err != nil {
		return err
	}
	for _, name := range names {
		built := b.program(name)
		built.Module, err = b.buildProgram(ctx, kind, name, keys[name])
		if err != nil {
			err = fmt.Errorf("the program %s does not build: %w", name, err)
			built.Error = "the program does not build; the terminal that serves this page says why"
		}
		b.programs[name] = built
		if err := ready(err); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) buildProgram(ctx context.Context, kind programKind, name, key string) (string, error) {
	wasm, err := b.cache.get("programs/"+key+".wasm", func() ([]byte, error) {
		var wasm []byte
		err := b.timed("built the program "+name, func() error {
			var err error
			wasm, err = b.compile(ctx, "./web/"+name, kind.tags)
			return err
		})
		return wasm, err
	})
	if err != nil {
		return "", err
	}
	return b.site.writeHashed(name+".wasm", wasm)
}

// compile builds one Go package for the browser.
func (b *builder) compile(ctx context.Context, pkg, tags string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "poolground-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "out.wasm")
	_, err = runTool(ctx, b.tools.root, wasmEnv, "go", slices.Concat(
		[]string{"build", "-trimpath", "-ldflags=-s -w", "-tags=" + tags}, compact(), []string{"-o", out, pkg})...)
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

// writePrograms tells the page which programs are there. A page that was loaded while they
// were being built asks for this file until its own is in it.
func (b *builder) writePrograms() error {
	list, err := json.Marshal(b.programs)
	if err != nil {
		return err
	}
	return b.site.write("programs.json", list)
}
