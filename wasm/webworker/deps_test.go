//go:build !js

package webworker

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Who gets a package into a module of their own downloads what that package needs, and nothing of
// what the page, its builder and the command line are made of.
func TestGoGet(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	known := strings.TrimSpace(run(t, root, nil, "go", "env", "GOMODCACHE"))
	core := []string{"github.com/fxamacker/cbor/v2", "github.com/x448/float16"}
	browser := []string{"github.com/fxamacker/cbor/v2", "github.com/hack-pad/safejs", "github.com/x448/float16"}
	for _, get := range []struct {
		pkg, target string
		want        []string
	}{
		{"poolground/pool", "linux/amd64", core},
		{"poolground/pool", "js/wasm", core},
		{"poolground/pool/process", "linux/amd64", core},
		{"poolground/wasm/webworker", "linux/amd64", browser},
		{"poolground/wasm/webworker", "js/wasm", browser},
	} {
		t.Run(get.pkg+" "+get.target, func(t *testing.T) {
			t.Parallel()
			dir, downloads := t.TempDir(), t.TempDir()
			goos, goarch, _ := strings.Cut(get.target, "/")
			env := []string{"GOOS=" + goos, "GOARCH=" + goarch, "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=-mod=mod -modcacherw",
				"GOMODCACHE=" + downloads, "GOPROXY=file://" + filepath.ToSlash(known) + "/cache/download", "GOSUMDB=off"}
			program := "package main\n\nimport _ \"" + get.pkg + "\"\n\nfunc main() {}\n"
			if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(program), 0o644); err != nil {
				t.Fatal(err)
			}
			run(t, dir, env, "go", "mod", "init", "example.org/app")
			run(t, dir, env, "go", "mod", "edit", "-replace=poolground="+root)
			run(t, dir, env, "go", "get", get.pkg)
			run(t, dir, env, "go", "list", "-deps", ".")
			if got := downloaded(t, downloads); !slices.Equal(got, get.want) {
				t.Errorf("it downloads %v, want %v", got, get.want)
			}
		})
	}
}

func run(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), env...)
	out, err := cmd.Output()
	if exit, ok := err.(*exec.ExitError); ok {
		t.Fatalf("%s %v: %v\n%s", name, args, err, exit.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// downloaded lists the modules whose code, not just their go.mod, is in a module cache.
func downloaded(t *testing.T, dir string) []string {
	root := filepath.Join(dir, "cache", "download")
	var modules []string
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".zip" {
			module, _, _ := strings.Cut(filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator))), "/@v/")
			modules = append(modules, module)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(modules)
	return modules
}
