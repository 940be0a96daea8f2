//go:build !js

package bench

import (
	"os/exec"
	"strings"
	"testing"
)

// Pages and programs that only use pools pay for no command line: the pool, its processes and these
// packages stand on the standard library and the pool's one codec.
func TestModules(t *testing.T) {
	for _, target := range []string{"GOOS=linux", "GOOS=js GOARCH=wasm"} {
		cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}",
			"poolground/pool", "poolground/pool/process", "poolground/pool/trace", "poolground/pool/bench")
		cmd.Env = append(cmd.Environ(), strings.Fields(target)...)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, module := range strings.Fields(string(out)) {
			switch module {
			case "poolground", "github.com/fxamacker/cbor/v2", "github.com/x448/float16":
			default:
				t.Errorf("%s: the packages depend on %s", target, module)
			}
		}
	}
}
