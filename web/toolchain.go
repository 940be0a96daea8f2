package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A toolchain is where the source tree and Go stand on this machine.
type toolchain struct {
	root    string // the module's directory
	goroot  string
	version string // of Go
}

func (t toolchain) cacheDir() string { return filepath.Join(t.root, ".cache") }

func (t toolchain) wasmExec() string {
	return filepath.Join(t.goroot, "lib", "wasm", "wasm_exec.js")
}

func findToolchain(ctx context.Context) (toolchain, error) {
	out, err := runTool(ctx, "", nil, "go", "env", "-json", "GOROOT", "GOVERSION")
	if err != nil {
		return toolchain{}, fmt.Errorf("the go command does not answer, install Go from https://go.dev/dl: %w", err)
	}
	var env struct{ GOROOT, GOVERSION string }
	if err := json.Unmarshal(out, &env); err != nil {
		return toolchain{}, fmt.Errorf("what \"go env\" prints is not understood: %w", err)
	}
	root, err := moduleRoot(ctx)
	if err != nil {
		return toolchain{}, err
	}
	t := toolchain{root: root, goroot: env.GOROOT, version: env.GOVERSION}
	return t, t.check()
}

func moduleRoot(ctx context.Context) (string, error) {
	out, err := runTool(ctx, "", nil, "go", "list", "-m", "-f", "{{.Dir}}", "poolground")
	if err != nil {
		return "", fmt.Errorf("the source tree was not found, run this inside a clone of poolground: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

func (t toolchain) check() error {
	if _, err := os.Stat(t.wasmExec()); err != nil {
		return fmt.Errorf("the Go install in %s is not whole, lib/wasm/wasm_exec.js is missing: install Go again from https://go.dev/dl", t.goroot)
	}
	return nil
}

// runTool runs a program and returns what it printed. Its error holds what it complained of.
func runTool(ctx context.Context, dir string, env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err == nil {
		return out, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if errors.Is(err, exec.ErrNotFound) {
		return nil, fmt.Errorf("%s is not installed, or not in PATH", name)
	}
	text := strings.TrimSpace(complaint.String() + "\n" + string(out))
	return nil, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, text)
}
