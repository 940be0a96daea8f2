package checks

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// programTime is how long a program of the README may run.
const programTime = time.Minute

// readme holds that each Go block of README.md is a whole program that builds natively and for
// the browser, and runs, or stands word for word in a Go file of the tree.
func readme(ctx context.Context, p project) result {
	text, err := os.ReadFile(filepath.Join(p.root, "README.md"))
	if err != nil {
		return fail("%v", err)
	}
	sources, err := p.goSources(ctx)
	if err != nil {
		return fail("%v", err)
	}
	var r result
	for i, block := range goBlocks(string(text)) {
		if err := p.checkBlock(ctx, block, sources); err != nil {
			r.failed++
			r.output += fmt.Sprintf("Go block %d of README.md: %v\n%s\n", i+1, err, block)
			continue
		}
		r.passed++
	}
	if r.passed+r.failed == 0 {
		return fail("README.md has no Go block")
	}
	return r
}

var fence = regexp.MustCompile("(?ms)^```go\\s*\n(.*?)^```\\s*$")

// goBlocks returns the Go code in a Markdown text.
func goBlocks(markdown string) []string {
	var blocks []string
	for _, m := range fence.FindAllStringSubmatch(markdown, -1) {
		blocks = append(blocks, m[1])
	}
	return blocks
}

var packageMain = regexp.MustCompile(`(?m)^package main$`)

func (p project) checkBlock(ctx context.Context, block string, sources []string) error {
	if packageMain.MatchString(block) {
		return p.checkProgram(ctx, block)
	}
	wanted := unindented(block)
	for _, source := range sources {
		if strings.Contains(source, wanted) {
			return nil
		}
	}
	return fmt.Errorf("it is no whole program and stands in no Go file of the tree")
}

func (p project) checkProgram(ctx context.Context, code string) error {
	// Inside the tree, so that it imports the tree's packages; hidden, so that ./... passes it over.
	cache := filepath.Join(p.root, ".cache")
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(cache, "readme-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(code), 0o644); err != nil {
		return err
	}
	pkg := "./.cache/" + filepath.Base(dir)
	program := filepath.Join(dir, "program")
	if out, err := p.command(ctx, "", wasmEnv, "go", "build", "-o", program+".wasm", pkg); err != nil {
		return fmt.Errorf("it does not build for js/wasm: %w\n%s", err, out)
	}
	if out, err := p.command(ctx, "", nil, "go", "build", "-o", program, pkg); err != nil {
		return fmt.Errorf("it does not build: %w\n%s", err, out)
	}
	ctx, cancel := context.WithTimeout(ctx, programTime)
	defer cancel()
	if out, err := p.command(ctx, "", nil, program); err != nil {
		return fmt.Errorf("it does not run: %w\n%s", err, out)
	}
	return nil
}

// goSources returns the tree's Go files without their indentation.
func (p project) goSources(ctx context.Context) ([]string, error) {
	files, err := p.files(ctx)
	if err != nil {
		return nil, err
	}
	var sources []string
	for _, name := range files {
		if !strings.HasSuffix(name, ".go") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(p.root, name))
		if os.IsNotExist(err) {
			continue // deleted, not yet committed
		}
		if err != nil {
			return nil, err
		}
		sources = append(sources, unindented(string(content)))
	}
	return sources, nil
}

// unindented is a text without the white space around its lines: an example's code is indented
// in its file and not in the README.
func unindented(text string) string {
	var out strings.Builder
	for line := range strings.Lines(strings.TrimSpace(text)) {
		out.WriteString(strings.TrimSpace(line) + "\n")
	}
	return out.String()
}
