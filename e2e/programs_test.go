//go:build !js

package e2e

import (
	"regexp"
	"strings"
	"testing"

	"poolground/web"
)

// A transcript is what a case of testdata/cases must show.
type transcript struct {
	name, state, status string
	output, stderr      []string // lines; of stderr, nil means that nothing is checked
	problems            string   // what the browser may say
}

const tryAgain = "; with Retries another worker would try the task"

var transcripts = []transcript{
	{name: "square", output: []string{"[0 1 4 9 16 25 36 49 64 81] by 3"}},
	{name: "output", output: []string{
		"line 0", "line 1", "line 2", "no newline äöü", "after the task",
		"line 0", "line 1", "line 2", "no newline äöü", "after the task", "an end without newline"},
		stderr: []string{"to stderr", "to stderr"}},
	{name: "exit", output: []string{"last words", "[0 1 2 0 4 5]", "died: true",
		"pool: exits, task 3, worker N: worker died: exited with code 7" + tryAgain, "[0 1 4 9]", "workers started: 3"}},
	{name: "panic", output: []string{"[0 1 2 0 4 5]", "died: true",
		"pool: panics, task 3, worker N: worker died: exited with code 2" + tryAgain, "[0 1 4 9]", "workers started: 3"}},
	{name: "traptask", output: []string{"[0 1 2 0 4 5]", "died: true",
		"pool: traps, task 3, worker N: worker died: trapped: RuntimeError: memory access out of bounds" + tryAgain, "[0 1 4 9]", "workers started: 3"}},
	{name: "trap", state: "failed", status: "ProgramError: the program trapped: RuntimeError: memory access out of bounds"},
	{name: "badscript", problems: "404", output: []string{"died: true",
		"pool: worker died: no worker can be started: the worker script /missing.js could not be loaded"}},
	{name: "core", output: []string{"apply ok", "map ok", "starmap ok", "partial ok", "imap ok", "values ok", "large ok",
		"task errors ok", "unencodable ok", "initializer ok", "failing initializer ok", "recycling ok", "retries ok",
		"all workers die ok", "each phase ok", "a million tiny tasks ok", "a crowd ok",
		"a crash with megabytes in flight ok", "an endless stream ok", "progress ok", "callers at once ok", "terminate ok"}},
	{name: "waits", output: []string{"before and after ok", "a deadline ok", "on done ok", "a panic in on done ok", "the async forms ok"}},
	{name: "ends", output: []string{"two large errors ok", "a crash after close ok", "recycling after 10 chunks ok",
		"recycling after close ok", "join before close ok", "close again ok", "terminate again ok", "a context in each phase ok"}},
	{name: "streams", output: []string{"a slow producer ok", "a slow consumer ok", "an exhausted iterator ok"}},
	{name: "some", problems: "404", output: []string{
		"right, though the worker script /missing.js could not be loaded and no start today",
		"right, though the worker script /missing.js could not be loaded and no start today"}},
	{name: "timeout", output: []string{"timed out: true", "9"}},
	{name: "cancel", output: []string{"waiting", "cancelled: true", "cancelled", "9"}},
	{name: "nested", output: []string{"nested: true"}},
	{name: "lastwords", output: []string{"dies", "600 601 0 603 1000",
		"pool: mixed, task 601, worker N: worker died: exited with code 3" + tryAgain}},
	{name: "leave", output: []string{"left"}},
	{name: "deadlock", status: "exited with code 2", stderr: []string{"fatal error: all goroutines are asleep - deadlock!"}},
	{name: "unknown", status: "exited with code 2", stderr: []string{`there is no case "unknown"`}},
}

func TestPrograms(tb *testing.T) {
	no := false
	for _, page := range []struct {
		name     string
		isolated bool
		shared   *bool
	}{{"plain", false, nil}, {"isolated", true, nil}, {"nothing shared", true, &no}} {
		for _, want := range transcripts {
			tb.Run(want.name+"/"+page.name, func(tb *testing.T) {
				tb.Parallel()
				t := openProgramPage(tb, web.Options{CrossOriginIsolated: page.isolated}, nil)
				if want.problems != "" {
					t.expect(want.problems)
				}
				state := t.run(options{Module: program(tb, "cases"), Workers: 3, Args: []string{"-case=" + want.name}, Shared: page.shared})
				t.checkTranscript(want, state)
			})
		}
	}
}

func (t *tab) checkTranscript(want transcript, state string) {
	t.Helper()
	if want.state == "" {
		want.state = "done"
	}
	if want.status == "" {
		want.status = "exited with code 0"
	}
	if state != want.state || t.text("status") != want.status {
		t.Errorf("the program ended %s, %q, want %s, %q", state, t.text("status"), want.state, want.status)
	}
	if got := workerNumber.ReplaceAllString(t.text("output"), "worker N"); got != joinLines(want.output) {
		t.Errorf("output:\n%s\nwant:\n%s", got, joinLines(want.output))
	}
	if got := t.text("stderr"); want.stderr != nil && !strings.HasPrefix(got, joinLines(want.stderr)) {
		t.Errorf("stderr:\n%s\nwant:\n%s", got, joinLines(want.stderr))
	}
}

func joinLines(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

// Which worker gets a chunk is not for a test to say.
var workerNumber = regexp.MustCompile(`worker \d+`)
