//go:build !js

package e2e

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"poolground/web"
)

// fromPackage makes the test's page import the npm package's file, from a page without a bundler.
var fromPackage = change("/test/program.html", func(page []byte) []byte {
	return bytes.Replace(page, []byte(`"../poolground.js"`), []byte(`"../npm/poolground.js"`), 1)
})

// both changes what a server answers in two ways.
func both(a, b func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler { return a(b(next)) }
}

func TestPackageWithoutBundler(tb *testing.T) {
	for _, isolated := range []bool{false, true} {
		t := openProgramPage(tb, web.Options{CrossOriginIsolated: isolated}, fromPackage)
		state := t.run(options{Module: program(tb, "cases"), Workers: 3, Args: []string{"-case=square"}})
		t.checkTranscript(transcripts[0], state)
	}
}

// Where blobs may not be workers, the error names the way out, which works.
func TestPackageUnderPolicy(tb *testing.T) {
	t := openProgramPage(tb, web.Options{}, both(fromPackage, policy("worker-src 'self'")))
	t.expect("Content Security Policy|ERR_")
	o := options{Module: program(tb, "cases"), Workers: 3, Args: []string{"-case=square"}}
	want := "ProgramError: the worker script could not be loaded: a content security policy refuses it; allow worker-src blob:, or name a file as workerScript"
	if state := t.run(o); state != "failed" || t.text("status") != want {
		t.Errorf("the program ended %s, %q, want %q", state, t.text("status"), want)
	}
	o.WorkerScript = "../npm/poolground-worker.js"
	t.checkTranscript(transcripts[0], t.run(o))

	o.WorkerScript = "http://"
	if state := t.run(o); state != "failed" || t.text("status") != "ProgramError: http:// is not a URL" {
		t.Errorf("the program ended %s, %q", state, t.text("status"))
	}
	o.WorkerScript = "https://elsewhere.invalid/poolground-worker.js"
	want = "ProgramError: the worker script https://elsewhere.invalid/poolground-worker.js could not be loaded: "
	if state := t.run(o); state != "failed" || !strings.HasPrefix(t.text("status"), want) {
		t.Errorf("the program ended %s, %q, want %q", state, t.text("status"), want)
	}
}
