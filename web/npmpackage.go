package web

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// packageFolder holds, in the site, the npm package: poolground.js for those who bundle it.
const packageFolder = "npm/"

// buildPackage writes the npm package, ready for npm pack. Its poolground.js is one file that
// holds the worker script: each bundler has its own way with a second file, and one has none.
func (b *builder) buildPackage(ctx context.Context) error {
	shell, err := b.workerScript()
	if err != nil {
		return err
	}
	runtime, err := b.runtime("", string(shell))
	if err != nil {
		return err
	}
	files, err := b.types(ctx)
	if err != nil {
		return err
	}
	files["poolground.js"] = runtime
	files["poolground-worker.js"] = shell
	for _, name := range []string{"README.md", "package.json"} {
		if files[name], err = os.ReadFile(b.source("npm", name)); err != nil {
			return err
		}
	}
	// wasm_exec.js, of which the worker script is made, comes with its licence, which some
	// distributions of Go keep elsewhere; the script then only names it.
	licence, err := os.ReadFile(filepath.Join(b.tools.goroot, "LICENSE"))
	if err == nil {
		files["LICENSE-go"] = licence
	} else if ignoreMissing(err) != nil {
		return err
	}
	version := b.packageVersion(ctx, files)
	files["package.json"] = bytes.Replace(files["package.json"], []byte(`"0.0.0"`), []byte(strconv.Quote(version)), 1)
	return b.site.writeAll(packageFolder, files)
}

var releaseTag = regexp.MustCompile(`^v(\d+\.\d+\.\d+(?:-[\w.-]+)?)$`)

// packageVersion is that of the tag where the checkout is just what was tagged. Anything else is
// no release, and its name says what is in it, so that npm never takes one build for another.
func (b *builder) packageVersion(ctx context.Context, files map[string][]byte) string {
	tag, err := runTool(ctx, b.tools.root, nil, "git", "describe", "--tags", "--exact-match", "--dirty=+dirty", "--match=v*")
	if m := releaseTag.FindSubmatch(bytes.TrimSpace(tag)); err == nil && m != nil {
		return string(m[1])
	}
	var all strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintln(&all, name, hashOf(files[name]))
	}
	return "0.0.0-dev-" + hashOf([]byte(all.String()))
}
