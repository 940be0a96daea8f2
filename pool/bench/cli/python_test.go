//go:build !js

package cli

import (
	"os/exec"
	"path/filepath"
	"testing"

	"poolground/pool/bench"
)

// Python does the same work: its results' digest is Go's, and every workload is there.
func TestPythonWorkloads(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip(err)
	}
	program := filepath.Join(t.TempDir(), "pool.py")
	if err := writeFile(program, writePython); err != nil {
		t.Fatal(err)
	}
	for _, w := range bench.Workloads() {
		p, err := findPython(t.Context(), w.Name)
		if err != nil {
			t.Fatal(err)
		}
		s := bench.Sweep{Workload: w, Size: 3, Workers: []int{2}, Repetitions: 1}
		r := s.Report()
		if err := p.run(t.Context(), program, s, &r, &progress{}); err != nil {
			t.Error(err)
		}
		if len(r.Serial) != 1 || len(r.Points[0].Seconds) != 1 {
			t.Errorf("%s: %+v", w.Name, r)
		}
	}
	if _, err := findPython(t.Context(), "collatz"); err == nil {
		t.Error("Python has a workload that it has not")
	}
}
