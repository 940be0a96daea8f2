//go:build !js

package e2e

import (
	"encoding/json"
	"net/http"
	"testing"

	"poolground/web"
)

// options are those of run in poolground.js that JSON can hold.
type options struct {
	Module       string   `json:"module"`
	Workers      int      `json:"workers,omitempty"`
	Args         []string `json:"args,omitempty"`
	Events       bool     `json:"events,omitempty"` // collects window.events
	Shared       *bool    `json:"sharedMemory,omitempty"`
	Memory       int      `json:"memoryLimit,omitempty"`
	WorkerScript string   `json:"workerScript,omitempty"`
	Confined     bool     `json:"confined,omitempty"`
}

// openProgramPage opens the page that runs one program at a time.
func openProgramPage(tb testing.TB, o web.Options, wrap func(http.Handler) http.Handler) *tab {
	tb.Helper()
	t := newTab(tb)
	t.open(serve(tb, o, wrap).URL + "/test/program.html")
	return t
}

func (t *tab) start(o options) {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	t.do("start(" + string(text) + ")")
}

// run runs a program to its end and returns how it ended: "done", "failed" or "stopped".
func (t *tab) run(o options) string {
	t.Helper()
	t.start(o)
	return t.waitState("body", "done", "failed", "stopped", "unexpected")
}
