package web

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	wasmtools "poolground/wasm/toolchain"
)

func folderWith(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLicensesGoWithTheCompiler(t *testing.T) {
	b := compilerBuilder(t)
	b.tools = toolchain{goroot: folderWith(t, map[string]string{"LICENSE": "Go's\n", "PATENTS": "a grant", "README.md": "no"}), version: "go1.26"}
	modules := []wasmtools.Module{
		{Path: "x.org/a", Version: "v1.0.0", Dir: folderWith(t, map[string]string{"licence.md": "a's\n"})},
		{Path: "x.org/b", Version: "v2.0.0", Dir: folderWith(t, map[string]string{"COPYING": "b's\n"})},
	}
	name, err := b.writeLicenses(modules)
	if err != nil {
		t.Fatal(err)
	}
	want := "==== Go, go1.26: LICENSE ====\n\nGo's\n==== Go, go1.26: PATENTS ====\n\na grant\n" +
		"\n==== x.org/a v1.0.0: licence.md ====\n\na's\n\n==== x.org/b v2.0.0: COPYING ====\n\nb's\n"
	if got := readIn(t, b.site.dir, name); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	modules[1].Dir = t.TempDir()
	_, err = b.writeLicenses(modules)
	if err == nil || !strings.HasPrefix(err.Error(), "a module without a licence cannot be shipped: x.org/b v2.0.0 has no licence in ") {
		t.Errorf("a module without a licence: %v", err)
	}
}
