//go:build !js

package cli

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"

	"poolground/pool/bench"
)

// A program of one's own measures its workload, also on processes, which are itself.
func TestOwnWorkload(t *testing.T) {
	program := filepath.Join(t.TempDir(), "collatz")
	if out, err := exec.Command("go", "build", "-o", program, "./testdata/collatz").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
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
