//go:build !js

package e2e

import (
	"encoding/json"
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"poolground/web"
)

const (
	element   = "pool-program"
	runButton = "[data-part=run]"
	stopping  = "[data-part=stop]"
)

// openLesson opens a lesson of the site itself.
func openLesson(tb testing.TB, id string, workers int) *tab {
	tb.Helper()
	t := newTab(tb)
	t.open(fmt.Sprintf("%s/?lesson=%s&workers=%d", serve(tb, web.Options{}, nil).URL, id, workers))
	t.waitState(element, "idle")
	return t
}

func (t *tab) click(selector string) {
	t.Helper()
	if err := chromedp.Do(t.ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		t.Fatalf("click on %s: %v", selector, err)
	}
}

// press presses Run and waits for the end.
func (t *tab) press() {
	t.Helper()
	t.click(runButton)
	if state := t.waitState(element, "done", "failed", "stopped"); state != "done" {
		t.Fatalf("the lesson ended %s: %s", state, t.text("status"))
	}
}

func TestLessons(tb *testing.T) {
	for id, want := range map[string]string{
		"map-async": "function gets executed.\nafter Map\n[1]\nafter MapAsync\nfunction gets executed.\n[1]\n",
		"starmap":   "[10 22 36 52 70 90 112 136 162]\n",
		"how-many":  fmt.Sprintf("cores: %d\nworkers: 2\n", runtime.NumCPU()),
		"close-join": "Join before Close: pool: still open, call Close or Terminate before Join\n" +
			"Map after Close: pool: closed, it takes no new jobs, so submit before Close or make another pool\n" +
			"submitted before: [0 1 4 9 16 25 36 49] <nil>\nJoin after Close: <nil>\n",
		"no-argument": strings.Repeat("function without argument\n", 10),
		"partial":     "[2 4 6 8 10 12 14 16 18]\n",
		"streaming": "IMap: [0 1 4 9 16 25 36 49 64]\nmore than four a worker ahead: false\n" +
			"IMapUnordered, nine in order: false\n",
		"failures": "[0 0 0 0 0 25]\ntask 1: no luck\ntask 2: panic: no luck at all\n" +
			"task 3: pool: task timed out: it ran longer than its TaskTimeout of 300ms and lost its worker\n" +
			"task 4: pool: worker died: exited with code 7" + tryAgain + "\n[25 36 49 64] <nil>\n",
		"initializer": "0 squared is 0, by task 1 of its worker\n1 squared is 1, by task 2 of its worker\n" +
			"2 squared is 4, by task 1 of its worker\n3 squared is 9, by task 2 of its worker\n" +
			"4 squared is 16, by task 1 of its worker\n5 squared is 25, by task 2 of its worker\n",
		"chunks":     "chunks of 24: T ms\nchunks of 1: T ms\n",
		"mandelbrot": "",
	} {
		tb.Run(id, func(tb *testing.T) {
			tb.Parallel()
			t := openLesson(tb, id, 2)
			t.press()
			if got := someTime.ReplaceAllString(t.text("output"), "T ms"); got != want {
				t.Errorf("output:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

var someTime = regexp.MustCompile(`\d+ ms`)

// One picture stands in the output, whatever came before it, and it is drawn.
func TestAPictureGrows(tb *testing.T) {
	t := openLesson(tb, "mandelbrot", 2)
	t.press()
	got := eval[string](t, `(async () => {
		const pictures = [...document.querySelectorAll("[data-part=output] img")];
		await Promise.all(pictures.map((picture) => picture.decode()));
		return pictures.map((picture) => picture.naturalWidth + " by " + picture.naturalHeight).join();
	})()`)
	if want := "640 by 400"; got != want {
		t.Errorf("the output shows %q, want %q", got, want)
	}
}

// Run can be pressed again, after the end and before it.
func TestRunTwice(tb *testing.T) {
	t := openLesson(tb, "starmap", 2)
	t.press()
	t.press()
	if got, want := t.text("output"), "[10 22 36 52 70 90 112 136 162]\n"; got != want {
		t.Errorf("output of the second run:\n%s\nwant:\n%s", got, want)
	}
	t.do(`for (let i = 0; i < 2; i++) document.querySelector("[data-part=run]").click()`)
	t.waitState(element, "done")
	if got, want := t.text("output"), "[10 22 36 52 70 90 112 136 162]\n"; got != want {
		t.Errorf("output after a double press:\n%s\nwant:\n%s", got, want)
	}
}

func TestTimeline(tb *testing.T) {
	t := openLesson(tb, "map-async", 2)
	t.press()
	events := t.events(`document.querySelector("[data-part=timeline]").events`)
	count := map[string]int{}
	for _, e := range events {
		count[e.Kind]++
	}
	for kind, want := range map[string]int{"JobStarted": 2, "JobDone": 2, "ChunkDone": 2, "WorkerReady": 2, "WorkerExited": 2} {
		if count[kind] != want {
			t.Errorf("the timeline has %d %s, want %d", count[kind], kind, want)
		}
	}
	if count["CallerBlocked"] == 0 || count["CallerResumed"] == 0 {
		t.Errorf("the timeline does not show that the parent waited: %v", count)
	}
}

// An event is a PoolEvent of poolground.ts.
type event struct {
	Kind, Fn, Error     string
	Pool, Job, Worker   int
	First, Count, Bytes int
	At, Start, End      float64
}

func (t *tab) events(expression string) []event {
	t.Helper()
	var events []event
	text := eval[string](t, "JSON.stringify("+expression+")")
	if err := json.Unmarshal([]byte(text), &events); err != nil {
		t.Fatal(err)
	}
	return events
}
