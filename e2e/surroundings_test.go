//go:build !js

package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"

	"poolground/web"
)

func TestCrossOriginIsolation(tb *testing.T) {
	for _, isolated := range []bool{false, true} {
		tb.Run(fmt.Sprint(isolated), func(tb *testing.T) {
			t := openProgramPage(tb, web.Options{CrossOriginIsolated: isolated}, nil)
			if got := eval[bool](t, "crossOriginIsolated"); got != isolated {
				t.Fatalf("crossOriginIsolated is %t", got)
			}
			state := t.run(options{Module: program(tb, "cases"), Workers: 3})
			t.checkTranscript(transcripts[0], state)
		})
	}
}

func TestCPUCount(tb *testing.T) {
	for said, want := range map[string]string{
		"undefined": "cores 1 workers 1",
		"0":         "cores 1 workers 1",
		"NaN":       "cores 1 workers 1",
		`"many"`:    "cores 1 workers 1",
		"1":         "cores 1 workers 1",
		"2.5":       "cores 2 workers 2",
		"64":        "cores 64 workers 64",
		"1e9":       "cores 1024 workers 3",
	} {
		tb.Run(said, func(tb *testing.T) {
			t := openProgramPage(tb, web.Options{}, change(workerScript, func(script []byte) []byte {
				return fmt.Appendf(script, ";Object.defineProperty(navigator,'hardwareConcurrency',{value:%s})", said)
			}))
			o := options{Module: program(tb, "cases"), Args: []string{"-case=cpus"}}
			if said == "1e9" {
				o.Workers = 3
			}
			t.run(o)
			if got := t.text("output"); got != want+"\n" {
				t.Errorf("output %q, want %q", got, want)
			}
		})
	}
}

func TestCPUCountOfBrowser(tb *testing.T) {
	t := openProgramPage(tb, web.Options{}, nil)
	t.run(options{Module: program(tb, "cases"), Args: []string{"-case=cpus"}})
	if got, want := t.text("output"), fmt.Sprintf("cores %d workers %[1]d\n", runtime.NumCPU()); got != want {
		t.Errorf("output %q, want %q", got, want)
	}
}

// A page of another origin holds the lesson in an iframe.
func TestCrossOriginFrame(tb *testing.T) {
	inner := serve(tb, web.Options{}, nil).URL
	outer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><link rel="icon" href="data:,"><body data-state="waiting">
			<iframe src="%s/test/program.html?tell"></iframe>
			<script>onmessage = ({ data }) => { document.body.dataset.state = data.state; document.body.dataset.output = data.output }</script>`, inner)
	}))
	tb.Cleanup(outer.Close)
	program(tb, "cases")
	t := newTab(tb)
	t.open("http://localhost" + outer.URL[len("http://127.0.0.1"):])
	if state := t.waitState("body", "done", "failed", "stopped", "unexpected"); state != "done" {
		t.Fatalf("the program in the frame ended %s", state)
	}
	if got, want := eval[string](t, "document.body.dataset.output"), transcripts[0].output[0]+"\n"; got != want {
		t.Errorf("output %q, want %q", got, want)
	}
}
