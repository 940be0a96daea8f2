//go:build !js

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"poolground/pool/bench"
)

// buildOwn builds a program that lives in a module of its own, outside of this one.
func buildOwn(t *testing.T) (program string) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for to, from := range map[string]string{"main.go": "testdata/collatz/main.go", "go.mod": filepath.Join(root, "go.mod"), "go.sum": filepath.Join(root, "go.sum")} {
		content, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if to == "go.mod" { // what this module requires, it does too
			content = bytes.Replace(content, []byte("module poolground"), []byte("module example.com/collatz"), 1)
			content = fmt.Appendf(content, "\nrequire poolground v0.0.0\nreplace poolground => %q\n", root)
		}
		if err := os.WriteFile(filepath.Join(dir, to), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	program = filepath.Join(dir, "collatz")
	build := exec.Command("go", "build", "-mod=mod", "-o", program, ".")
	build.Dir, build.Env = dir, append(os.Environ(), "GOPROXY=off", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// A program of one's own measures its workload, also on processes, which are itself.
func TestOwnWorkload(t *testing.T) {
	program := buildOwn(t)
	for _, b := range backendNames() {
		out, err := exec.Command(program, "sweep", "--workload", "collatz", "--backend", b, "-t", "1ms", "-r", "3", "-n", "1,2", "--json").Output()
		var r bench.Report
		if err != nil || json.Unmarshal(out, &r) != nil || r.Workload != "collatz" || r.Backend != b || len(r.Points) != 2 {
			t.Errorf("%v: %s", err, out)
		}
	}
	out, err := exec.Command(program, "compare", "--workload", "collatz", "--python").CombinedOutput()
	if err == nil {
		t.Error("there is no such workload in Python")
	}
	contains(t, "compare", string(out), "wants a ")
}
