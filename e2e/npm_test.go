//go:build !js

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// packPackage makes, once for all tests, the npm package as npm would publish it, and returns its file.
var packPackage = sync.OnceValues(func() (string, error) {
	dir, err := buildSite()
	if err != nil {
		return "", err
	}
	out, err := runIn(filepath.Join(dir, "npm"), "npm", "pack", "--json", "--pack-destination", dir)
	if err != nil {
		return "", err
	}
	var packed []struct{ Filename string }
	if err := json.Unmarshal(out, &packed); err != nil || len(packed) != 1 {
		return "", fmt.Errorf("what npm pack prints is not understood: %s", out)
	}
	return filepath.Join(dir, packed[0].Filename), nil
})

// npmProject copies testdata/npm/<name> to a folder of its own, installs there what its lock file
// says and, beside it, our package, and returns the folder.
func npmProject(tb testing.TB, name string) string {
	tb.Helper()
	archive, err := packPackage()
	if err != nil {
		tb.Fatal(err)
	}
	dir := filepath.Join(tb.TempDir(), name)
	copyTestdata(tb, "npm/"+name, dir)
	npm(tb, dir, append([]string{"install", archive}, installOptions...)...)
	return dir
}

// installOptions: npm asks the registry once a machine and then has what it installed.
var installOptions = []string{"--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"}

func npm(tb testing.TB, dir string, args ...string) {
	tb.Helper()
	if _, err := runIn(dir, "npm", args...); err != nil {
		tb.Fatalf("%v\nThe packages come from npm's registry: if it was not reached, connect this machine and run the test again.", err)
	}
}

func copyTestdata(tb testing.TB, name, dir string) {
	tb.Helper()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", filepath.FromSlash(name)))); err != nil {
		tb.Fatal(err)
	}
}

// runIn runs a program in a folder and returns what it prints; its error holds all that was said.
func runIn(dir, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s %v: %w\n%s%s", name, args, err, &out, &complaint)
	}
	return out.Bytes(), nil
}
