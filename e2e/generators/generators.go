// Package generators gets the generators of sites with which the guides in web/docs are tried.
package generators

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// hugoVersion is the newest that Go 1.26 builds.
const hugoVersion = "v0.164.0"

// Hugo returns the folder, in the cache of the source tree at root, that holds Hugo. The first time
// it is built there from its Go module, which takes two minutes on two cores.
func Hugo(ctx context.Context, root string) (string, error) {
	cache, err := filepath.Abs(filepath.Join(root, ".cache", "generators"))
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "hugo-"+hugoVersion)
	if _, err := os.Stat(filepath.Join(dir, "hugo")); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	made, err := os.MkdirTemp(cache, ".building-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(made)
	install := exec.CommandContext(ctx, "go", "install", "-ldflags=-s -w", "github.com/gohugoio/hugo@"+hugoVersion)
	install.Env = append(os.Environ(), "GOBIN="+made, "CGO_ENABLED=0", "GOOS=", "GOARCH=")
	if out, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go install of Hugo %s: %w\n%s\nIts code comes from Go's module proxy: if that was not reached, connect this machine and try again", hugoVersion, err, out)
	}
	// Whoever looks for it finds it whole, or not at all.
	return dir, os.Rename(filepath.Join(made, "hugo"), filepath.Join(dir, "hugo"))
}
