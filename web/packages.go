package web

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
)

// InstallPackages puts the npm packages of web/package-lock.json in place, if they are not.
func InstallPackages(ctx context.Context, o Options) error {
	tools, err := findToolchain(ctx)
	if err != nil {
		return err
	}
	b, err := newBuilderWith(tools, filepath.Join(tools.cacheDir(), "site"), o)
	if err != nil {
		return err
	}
	return b.installPackages(ctx)
}

// checkNode says in one sentence what to do where Node or npm is missing.
func checkNode() error {
	for _, name := range []string{"node", "npm"} {
		if _, err := exec.LookPath(name); err != nil {
			return errors.New(name + " is not installed, or not in PATH: install Node.js 20 or later, with npm (https://nodejs.org)")
		}
	}
	return nil
}

func (b *builder) installPackages(ctx context.Context) error {
	if err := checkNode(); err != nil {
		return err
	}
	lock, err := os.ReadFile(b.source("package-lock.json"))
	if err != nil {
		return err
	}
	stamp := b.source("node_modules", ".installed")
	if old, err := os.ReadFile(stamp); err == nil && string(old) == hashOf(lock) {
		return nil
	}
	return b.timed("installed the npm packages", func() error {
		if _, err := runTool(ctx, b.source(), nil, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"); err != nil {
			return err
		}
		return writeFile(stamp, []byte(hashOf(lock)))
	})
}
