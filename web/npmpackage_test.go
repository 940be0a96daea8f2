package web

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The package is one script that needs no second file, and names only what is there.
func TestPackageIsWhole(t *testing.T) {
	dir := buildSite(t)
	if code := readIn(t, dir, "npm/poolground.js"); strings.Contains(code, "import.meta") || strings.Contains(code, "go:wasm_exec") {
		t.Error("the package's script still asks for another file")
	}
	var manifest struct {
		Version, Types string
		Exports        map[string]any
	}
	if err := json.Unmarshal([]byte(readIn(t, dir, "npm/package.json")), &manifest); err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^0\.0\.0-dev-[0-9a-f]{16}$|^[1-9]`).MatchString(manifest.Version) {
		t.Errorf("its version is %q", manifest.Version)
	}
	readIn(t, dir, "npm/"+manifest.Types)
	for name, target := range manifest.Exports {
		targets, ok := target.(map[string]any)
		if !ok {
			targets = map[string]any{"": target}
		}
		for _, file := range targets {
			if file, ok := file.(string); ok {
				readIn(t, dir, "npm/"+file)
			} else {
				t.Errorf("what exports %s is no file", name)
			}
		}
	}
}

func TestPackageVersion(t *testing.T) {
	root := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		if _, err := runTool(t.Context(), root, nil, "git", args...); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(root, "file")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b := &builder{tools: toolchain{root: root}}
	version := func(content string) string {
		return b.packageVersion(t.Context(), map[string][]byte{"poolground.js": []byte(content)})
	}
	write("a")
	none := version("a")
	if !strings.HasPrefix(none, "0.0.0-dev-") || none != version("a") || none == version("b") {
		t.Errorf("outside of git the version is %q, then %q; of other content %q", none, version("a"), version("b"))
	}
	git("init", "-q")
	git("add", ".")
	git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "a")
	if got := version("a"); got != none {
		t.Errorf("without a tag it is %q, want %q", got, none)
	}
	git("tag", "v1.2.3-rc.1")
	if got := version("a"); got != "1.2.3-rc.1" {
		t.Errorf("at its tag it is %q", got)
	}
	write("b")
	if got := version("a"); got != none {
		t.Errorf("of what was changed after the tag it is %q, want %q", got, none)
	}
}
