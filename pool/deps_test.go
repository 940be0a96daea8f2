//go:build !js

package pool_test

import (
	"os/exec"
	"strings"
	"testing"
)

// The core stands on the standard library and one codec: nothing of the repo, no syscall/js.
func TestImports(t *testing.T) {
	for _, goos := range []string{"linux", "js"} {
		cmd := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}{{range .Imports}}{{if eq . \"syscall/js\"}} syscall/js{{end}}{{end}}", ".")
		cmd.Env = append(cmd.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0")
		if goos == "js" {
			cmd.Env = append(cmd.Environ(), "GOOS=js", "GOARCH=wasm")
		}
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Fields(string(out)) {
			if line == "syscall/js" {
				continue // checked below: the standard library's own use is not ours
			}
			if line != "poolground/pool" && !strings.HasPrefix(line, "github.com/fxamacker/cbor/v2") && line != "github.com/x448/float16" {
				t.Errorf("%s: the core depends on %s", goos, line)
			}
		}
		for _, line := range strings.Split(string(out), "\n") {
			if strings.Contains(line, "poolground/pool") && strings.Contains(line, "syscall/js") {
				t.Errorf("%s: the core imports syscall/js", goos)
			}
		}
	}
}
