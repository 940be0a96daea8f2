//go:build !js

package e2e

import (
	"testing"

	"poolground/web"
)

// A program, or one of its workers, that takes more memory than the page allows ends and says so.
func TestMemoryLimit(tb *testing.T) {
	for _, c := range []struct {
		name, state, status, output string
		args                        []string
	}{
		{"program", "failed", "ProgramError: the program used more than the 64 MiB of memory that it may have", "begins\n", nil},
		{"worker", "done", "exited with code 0", "begins\npool: eat, task 0, worker 0: worker died: used more than the 64 MiB of memory that it may have" + tryAgain + "\n", []string{"worker"}},
	} {
		tb.Run(c.name, func(tb *testing.T) {
			t := openProgramPage(tb, web.Options{}, nil)
			state := t.run(options{Module: program(tb, "hungry"), Memory: 64 << 20, Args: c.args})
			if status := t.text("status"); state != c.state || status != c.status {
				t.Errorf("the program ended %s, %q, want %s, %q", state, status, c.state, c.status)
			}
			if got := t.text("output"); got != c.output {
				t.Errorf("output %q, want %q", got, c.output)
			}
		})
	}
}
