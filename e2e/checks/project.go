package checks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A project is the source tree that is checked.
type project struct{ root string }

var wasmEnv = []string{"GOOS=js", "GOARCH=wasm"}

func findProject(ctx context.Context) (project, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "poolground").Output()
	if err != nil {
		return project{}, fmt.Errorf("the source tree was not found, run this inside a clone of poolground: %w", err)
	}
	return project{root: strings.TrimSpace(string(out))}, nil
}

// command runs a program in dir, relative to the root, and returns all that it printed.
func (p project) command(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = filepath.Join(p.root, dir)
	cmd.Env = append(os.Environ(), env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if errors.Is(err, exec.ErrNotFound) {
		err = fmt.Errorf("%s is not installed, or not in PATH", name)
	}
	return out.String(), err
}

// succeeds is a check that a program ends with exit code 0.
func (p project) succeeds(ctx context.Context, dir string, env []string, name string, args ...string) result {
	out, err := p.command(ctx, dir, env, name, args...)
	if err != nil {
		return fail("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return pass()
}

// files lists what is committed or about to be; none outside a git checkout.
func (p project) files(ctx context.Context) ([]string, error) {
	out, err := p.command(ctx, "", nil, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if err != nil {
		return nil, fmt.Errorf("git ls-files: %w\n%s", err, out)
	}
	return strings.FieldsFunc(out, func(r rune) bool { return r == 0 }), nil
}
