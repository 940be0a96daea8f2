package checks

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
)

// goTest runs go test and counts its tests. A nil env is the whole environment.
func (p project) goTest(ctx context.Context, env []string, args ...string) result {
	cmd := exec.CommandContext(ctx, "go", append([]string{"test", "-json", "-timeout", "20m"}, args...)...)
	cmd.Dir = p.root
	cmd.Env = env
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	r := countTests(&out)
	if err != nil && r.failed == 0 {
		r.failed = 1
		r.output += fmt.Sprintf("go test %s: %v\n", strings.Join(args, " "), err)
	}
	r.output += complaint.String()
	if err == nil && r.passed+r.failed == 0 {
		return fail("go test %s found no test", strings.Join(args, " "))
	}
	return r
}

// A testEvent is a line of go test -json (go doc test2json).
type testEvent struct {
	Action, Package, Test, Output, ImportPath, FailedBuild string
}

// countTests reads go test -json. A package that fails though none of its tests did, because it
// does not build or panics outside of them, counts as one failure, told with what was printed in
// the tests that it ended.
func countTests(in io.Reader) result {
	var r result
	outputs := map[string]*strings.Builder{} // by package and test, or by what is built
	write := func(key, text string) *strings.Builder {
		if outputs[key] == nil {
			outputs[key] = &strings.Builder{}
		}
		outputs[key].WriteString(text)
		return outputs[key]
	}
	failedIn := map[string]int{}
	running := map[string][]string{} // by package: tests that have begun and not ended
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		var e testEvent
		if len(line) > 0 && json.Unmarshal(line, &e) != nil {
			r.output += string(line)
		}
		if e.Action == "pass" || e.Action == "fail" || e.Action == "skip" {
			running[e.Package] = slices.DeleteFunc(running[e.Package], func(test string) bool { return test == e.Test })
		}
		switch key := e.Package + " " + e.Test; e.Action {
		case "output":
			write(key, e.Output)
		case "build-output":
			write(e.ImportPath, e.Output)
		case "skip":
			if e.Test != "" {
				r.notes += "skipped " + key + "\n" + reasonOf(write(key, "").String())
			}
		case "run":
			running[e.Package] = append(running[e.Package], e.Test)
		case "pass":
			if e.Test != "" {
				r.passed++
			}
		case "fail":
			if e.Test == "" && failedIn[e.Package] > 0 {
				break
			}
			r.failed++
			failedIn[e.Package]++
			if e.Test == "" {
				for _, test := range running[e.Package] {
					r.output += fmt.Sprintf("%s did not end:\n%s", test, write(e.Package+" "+test, ""))
				}
			}
			r.output += fmt.Sprintf("%s failed:\n%s%s", strings.TrimSpace(key), write(e.FailedBuild, ""), write(key, ""))
		}
		if errors.Is(err, io.EOF) {
			return r
		}
		if err != nil {
			return fail("reading go test -json: %v", err)
		}
	}
}

// reasonOf is what a test said when it was skipped.
func reasonOf(output string) string {
	var reason strings.Builder
	for line := range strings.Lines(output) {
		if !strings.HasPrefix(strings.TrimSpace(line), "---") && !strings.HasPrefix(line, "===") {
			reason.WriteString(line)
		}
	}
	return reason.String()
}
