//go:build !js

package e2e

import (
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"poolground/web"
)

var docsBlock = regexp.MustCompile("(?ms)^```([a-z]+) *([^\n]*)\n(.*?)^```$")

// ownProgram makes one shell script of what "Your own program" tells a reader to type and to write.
func ownProgram(tb testing.TB) (script, output, shown string) {
	tb.Helper()
	text, err := os.ReadFile("../web/docs/your-own-program.md")
	if err != nil {
		tb.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("set -e\n")
	for _, m := range docsBlock.FindAllStringSubmatch(string(text), -1) {
		language, file, code := m[1], m[2], m[3]
		switch {
		case language == "sh" && !strings.Contains(code, "http.server"):
			b.WriteString(code)
		case file != "":
			fmt.Fprintf(&b, "cat > %s <<'END-OF-FILE'\n%sEND-OF-FILE\n", file, code)
		case language == "output":
			output = code
		case language == "text" && shown == "":
			shown = code
		}
	}
	return b.String(), output, shown
}

// What "Your own program" says is done, outside of this module: it runs natively and in a page.
func TestYourOwnProgram(tb *testing.T) {
	site, err := buildSite()
	if err != nil {
		tb.Fatal(err)
	}
	root, err := filepath.Abs("..")
	if err != nil {
		tb.Fatal(err)
	}
	// The reader's folder "poolground": this tree, with the built site in it.
	dir := tb.TempDir()
	source := filepath.Join(dir, "poolground")
	if err := os.Mkdir(source, 0o755); err != nil {
		tb.Fatal(err)
	}
	for name, target := range map[string]string{
		"dist": site, "go.mod": root + "/go.mod", "go.sum": root + "/go.sum", "pool": root + "/pool", "wasm": root + "/wasm",
	} {
		if err := os.Symlink(target, filepath.Join(source, name)); err != nil {
			tb.Fatal(err)
		}
	}
	script, output, shown := ownProgram(tb)
	cmd := exec.Command("sh", "-c", script)
	cmd.Dir = dir
	var printed, complaint strings.Builder
	cmd.Stdout, cmd.Stderr = &printed, &complaint
	if err := cmd.Run(); err != nil {
		tb.Fatalf("%v\n%s\n%s", err, script, complaint.String())
	}
	if printed.String() != output {
		tb.Errorf("natively it prints %q, and the page says %q", printed.String(), output)
	}

	server := httptest.NewServer(web.Handler(filepath.Join(dir, "squares"), web.Options{}))
	tb.Cleanup(server.Close)
	t := newTab(tb)
	t.open(server.URL + "/")
	t.waitUntil(`document.querySelector("#output").textContent.includes("exit code")`)
	if got := eval[string](t, `document.querySelector("#output").textContent`); got != shown {
		t.Errorf("the page shows %q, and the docs say %q", got, shown)
	}
}
