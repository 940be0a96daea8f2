//go:build !js

package e2e

import (
	"fmt"
	"testing"

	"poolground/web"
)

// The parent and n pool workers are workers of the browser.
func TestWorkersReallyStarted(tb *testing.T) {
	for _, n := range []int{1, 2, 5} {
		tb.Run(fmt.Sprint(n), func(tb *testing.T) {
			t := openProgramPage(tb, web.Options{}, nil)
			t.start(options{Module: program(tb, "cases"), Workers: n, Args: []string{"-case=hold"}})
			t.waitText("output", "holding\n")
			if got := len(t.workers()); got != n+1 {
				t.Errorf("the browser has %d workers, want the program and %d", got, n)
			}
			t.stop()
		})
	}
}

func TestParallel(tb *testing.T) {
	t := openProgramPage(tb, web.Options{}, nil)
	t.run(options{Module: program(tb, "cases"), Args: []string{"-case=overlap"}, Events: true})
	var chunks [2][]event
	for _, e := range t.events("events") {
		if e.Kind == "ChunkDone" {
			chunks[e.Worker] = append(chunks[e.Worker], e)
		}
	}
	for _, a := range chunks[0] {
		for _, b := range chunks[1] {
			if a.Start < b.End && b.Start < a.End {
				return
			}
		}
	}
	t.Errorf("no chunk of one worker overlaps one of the other: %v", chunks)
}

func TestStop(tb *testing.T) {
	for name, says := range map[string]string{
		"spin":     "spinning\n",
		"spintask": "[0 1 4 9]\n",
		"hold":     "holding\n",
	} {
		tb.Run(name, func(tb *testing.T) {
			tb.Parallel()
			t := openProgramPage(tb, web.Options{}, nil)
			t.start(options{Module: program(tb, "cases"), Workers: 2, Args: []string{"-case=" + name}})
			t.waitText("output", says)
			t.stop()
			t.stop() // changes nothing
			t.waitWorkers(0)
			if state := t.run(options{Module: program(tb, "cases"), Workers: 2}); state != "done" {
				t.Errorf("a program after a stop ended %s", state)
			}
		})
	}
}

func (t *tab) stop() {
	t.Helper()
	t.do("program.stop()")
	t.waitState("body", "stopped")
	if got, want := t.text("status"), "StoppedError: the program was stopped"; got != want {
		t.Errorf("status %q, want %q", got, want)
	}
}

// Stop while everything is still loading.
func TestStopAtOnce(tb *testing.T) {
	t := openProgramPage(tb, web.Options{}, nil)
	t.start(options{Module: program(tb, "cases"), Workers: 2})
	t.stop()
	t.do(`{ const aborted = AbortSignal.abort(); start({module: "/cases.wasm", signal: aborted}) }`)
	t.waitState("body", "stopped")
}

func TestStopOnThePage(tb *testing.T) {
	t := openLesson(tb, "map-async", 2)
	t.click(runButton)
	t.waitState(element, "running")
	t.click(stopping)
	t.waitState(element, "stopped")
	t.waitWorkers(0)
	t.press()
}

// Chromium loses workers that end together with those that they started, a few in a hundred:
// programs must end in an order that it stands.
func TestNothingIsLeftBehind(tb *testing.T) {
	t := openProgramPage(tb, web.Options{}, nil)
	for i := range 40 {
		o := options{Module: program(tb, "cases"), Workers: 2}
		if i%2 == 0 {
			if state := t.run(o); state != "done" {
				t.Fatal(t.describe())
			}
			continue
		}
		o.Args = []string{"-case=hold"}
		t.do(`document.querySelector("[data-part=output]").textContent = ""`)
		t.start(o)
		t.waitText("output", "holding\n")
		t.stop()
	}
	t.waitWorkers(0)
}
