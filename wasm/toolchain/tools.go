package toolchain

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// Tools are the programs that Build makes: Go's compiler and linker, and what the page needs
// beside them. Each is a command for wasm_exec.js with a file system.
var Tools = []string{"compile", "link", "gotools"}

// flags make a tool small, and the compiler's functions: a browser optimizes those that it counts
// as busy, by their size too, while the first run goes on. Without inlining that costs a first run
// a quarter less, and later ones nothing. The linker has few that are large, and keeps its inlining.
func flags(tool string) []string {
	flags := []string{"-trimpath", "-pgo=off", "-ldflags=-s -w"}
	switch tool {
	case "compile":
		flags = append(flags, "-gcflags=cmd/compile/...=-l")
	case "gotools":
		flags = append(flags, "-gcflags=go/...=-l", "-gcflags=encoding/json=-l")
	}
	return flags
}

// Key names all that a tool is made from: where it is unchanged, Build returns the same.
func (s Source) Key(tool string, l Listing) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, "tool 1", tool, s.Version, flags(tool))
	if tool == "gotools" {
		fmt.Fprintln(h, l.gotools)
		return hex.EncodeToString(h.Sum(nil)), nil
	}
	overlay, err := Overlay(s.GOROOT)
	if err != nil {
		return "", err
	}
	for _, path := range slices.Sorted(maps.Keys(overlay)) {
		fmt.Fprintf(h, "%x\n", sha256.Sum256(overlay[path]))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Build returns the wasm of one of Tools.
func (s Source) Build(ctx context.Context, tool string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "poolground-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	overlay, err := s.writeOverlay(dir)
	if err != nil {
		return nil, err
	}
	pkg := "cmd/" + tool
	if tool == "gotools" {
		pkg = gotoolsPath
	}
	out := filepath.Join(dir, "out.wasm")
	args := append([]string{"build", "-overlay", overlay, "-o", out}, flags(tool)...)
	if _, err := s.Run(ctx, env, append(args, pkg)...); err != nil {
		if pkg == gotoolsPath {
			return nil, fmt.Errorf("gotools does not build for the page: %w", err)
		}
		return nil, fmt.Errorf("%s's %s does not build for the page, wasm/toolchain has to follow: %w", s.Version, pkg, err)
	}
	return os.ReadFile(out)
}

// writeOverlay writes the overlay's files and what "go build -overlay" reads, whose name it
// returns.
func (s Source) writeOverlay(dir string) (string, error) {
	files, err := Overlay(s.GOROOT)
	if err != nil {
		return "", err
	}
	var list struct{ Replace map[string]string }
	list.Replace = map[string]string{}
	for path, content := range files {
		list.Replace[path] = filepath.Join(dir, strconv.Itoa(len(list.Replace))+".go")
		if err := os.WriteFile(list.Replace[path], content, 0o600); err != nil {
			return "", err
		}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "overlay.json")
	return name, os.WriteFile(name, text, 0o600)
}
