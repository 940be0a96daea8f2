package web

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	wasmtools "poolground/wasm/toolchain"
)

// licenseName is how the files are called that have to go with what was made of a module.
var licenseName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([.-].*)?$`)

// writeLicenses puts the licences of Go and of the modules into one file beside what was made of
// them, and returns its name. What Go vendors is under Go's own.
func (b *builder) writeLicenses(modules []wasmtools.Module) (string, error) {
	text, err := licensesIn(b.tools.goroot, "Go, "+b.tools.version)
	if err != nil {
		return "", fmt.Errorf("install Go from https://go.dev/dl: %w", err)
	}
	for _, m := range modules {
		more, err := licensesIn(m.Dir, m.Path+" "+m.Version)
		if err != nil {
			return "", fmt.Errorf("a module without a licence cannot be shipped: %w", err)
		}
		text = append(append(text, '\n'), more...)
	}
	name := compilerFolder + "/LICENSE.txt"
	return name, b.site.write(name, text)
}

// licensesIn returns the text of all licences in a folder, under the name of what they are of.
func licensesIn(dir, of string) ([]byte, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("the licence of %s cannot be read: %w", of, err)
	}
	var text bytes.Buffer
	for _, e := range entries {
		if e.IsDir() || !licenseName.MatchString(e.Name()) {
			continue
		}
		content, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&text, "==== %s: %s ====\n\n%s\n", of, e.Name(), bytes.TrimSpace(content))
	}
	if text.Len() == 0 {
		return nil, fmt.Errorf("%s has no licence in %s", of, dir)
	}
	return text.Bytes(), nil
}
