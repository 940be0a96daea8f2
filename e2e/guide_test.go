//go:build !js

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// guideHost stands, in the guides, for the host of the reader's playground.
const guideHost = "https://example.org"

// A guide is a page of web/docs that says which files to write and which commands to run.
type guide struct {
	files    map[string]string // by name
	commands string
}

// readGuide reads web/docs/guide-<name>.md: a block of code whose first line names a file is that
// file, and one in sh is commands. The playground is where host says.
func readGuide(tb testing.TB, name, host string) guide {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join("..", "web", "docs", "guide-"+name+".md"))
	if err != nil {
		tb.Fatal(err)
	}
	g := guide{files: map[string]string{}}
	fence, file, language, block := "", "", "", ""
	for line := range strings.Lines(string(text)) {
		ticks := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case fence == "" && len(ticks) >= 3:
			fence = ticks
			language, file, _ = strings.Cut(strings.TrimSpace(line[len(ticks):]), " ")
			block = ""
		case fence != "" && ticks == fence:
			fence = ""
			if language == "sh" {
				g.commands += block
			} else if file != "" {
				g.files[file] = strings.ReplaceAll(strings.ReplaceAll(block, guideHost+"/poolground/", host+"/"), guideHost, host)
			}
		default:
			block += line
		}
	}
	if len(g.files) == 0 {
		tb.Fatalf("the guide %s names no files", name)
	}
	return g
}

// follow does in a folder what the guide says. Its programs are found in path first.
func (g guide) follow(tb testing.TB, dir, path string) {
	tb.Helper()
	for name, text := range g.files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	if g.commands == "" {
		return
	}
	script := fmt.Sprintf("PATH=%s%c$PATH; %s", path, filepath.ListSeparator, g.commands)
	if out, err := runIn(dir, "sh", "-ec", script); err != nil {
		tb.Fatal(err)
	} else {
		tb.Logf("%s", out)
	}
}
