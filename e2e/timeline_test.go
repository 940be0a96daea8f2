//go:build !js

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"poolground/web"
)

// The timeline's data, as pool-timeline.ts makes it of the events.
type (
	span struct {
		Kind, Fn, Error         string
		Start, End              float64
		Pool, Job, First, Count int
		Bytes                   int
	}
	lane struct {
		Pool, Worker   int
		States, Chunks []span
	}
)

const timeline = `document.querySelector("[data-part=timeline]")`

// runLanes runs testdata/lanes in the page.
func runLanes(tb testing.TB) *tab {
	tb.Helper()
	t := openAs(tb, "lanes")
	t.enlarge()
	t.press()
	if got, want := t.text("output"), "[9 16] <nil>\n[25 36] <nil>\n<nil>\n"; got != want {
		t.Fatalf("output %q, want %q", got, want)
	}
	return t
}

// enlarge makes the tab as large as a screen, on which nothing scrolls.
func (t *tab) enlarge() {
	t.Helper()
	if err := chromedp.Do(t.ctx, chromedp.EmulateViewport(1440, 900)); err != nil {
		t.Fatal(err)
	}
	t.frames(2)
}

func (t *tab) lanes() (parent lane, workers []lane) {
	t.Helper()
	all := fromJSON[[]lane](t, timeline+".model.lanes")
	return all[0], all[1:]
}

// What the lanes show is what the events say, and what the program did: two tasks ran at
// the same time, the parent was blocked in Map all the while, and free behind MapAsync.
func TestTimelineIsTrue(tb *testing.T) {
	t := runLanes(tb)
	parent, workers := t.lanes()
	if len(workers) != 2 {
		t.Fatalf("%d lanes of workers", len(workers))
	}
	done := 0
	for _, e := range t.events(timeline + ".events") {
		if e.Kind != "ChunkDone" {
			continue
		}
		done++
		want := span{Kind: "chunk", Fn: "meets", Start: e.Start, End: e.End, Job: e.Job, First: e.First, Count: 1, Bytes: e.Bytes}
		if !contains(workers[e.Worker].Chunks, want) {
			t.Errorf("the lane of worker %d lacks %v: %v", e.Worker, want, workers[e.Worker].Chunks)
		}
	}
	for job := range 2 {
		a, b := chunkOf(t, workers[0], job), chunkOf(t, workers[1], job)
		done -= 2
		if a.Start >= b.End || b.Start >= a.End {
			t.Errorf("the chunks of job %d do not overlap: %v, %v", job, a, b)
		}
		want := []string{"blocked in Map", "free in "}[job]
		if !covers(parent, want, a) || !covers(parent, want, b) {
			t.Errorf("the parent is not %s through %v and %v: %v", want, a, b, parent.States)
		}
	}
	if done != 0 {
		t.Errorf("%d chunks too many", done)
	}
	for _, l := range append(workers, parent) {
		for i := 1; i < len(l.States); i++ {
			if l.States[i].Start != l.States[i-1].End {
				t.Errorf("there is a gap between %v and %v", l.States[i-1], l.States[i])
			}
		}
	}
}

// What the parent prints is marked when it prints it, and what its workers print is not: see the lesson.
func TestTimelineMarksPrints(tb *testing.T) {
	t := openLesson(tb, "map-async", 2)
	t.press()
	const prints = timeline + `.model.parent.prints`
	if got := eval[string](t, prints+`.map(({ last }) => last).join()`); got != "after Map,[1],after MapAsync,[1]" {
		t.Errorf("the lane is marked with %q", got)
	}
	// Both clocks are the parent's; a browser tells the time to a tenth of a millisecond.
	if got := eval[string](t, `(() => {
		const { model, events } = `+timeline+`, [map, , async, get] = model.parent.prints;
		const [first, second] = events.filter(({ kind }) => kind === "JobDone");
		return [map.at >= first.at - 1, async.at < second.at, get.at >= second.at - 1].join();
	})()`); got != "true,true,true" {
		t.Errorf("the first job has ended, the second not, the second has: %s", got)
	}
}

func contains(spans []span, want span) bool {
	for _, s := range spans {
		if s == want {
			return true
		}
	}
	return false
}

func chunkOf(t *tab, l lane, job int) span {
	t.Helper()
	for _, s := range l.Chunks {
		if s.Job == job {
			return s
		}
	}
	t.Fatalf("worker %d ran no chunk of job %d", l.Worker, job)
	return span{}
}

// covers says whether the parent is in one state for as long as a chunk ran. It learns of the
// chunk's end a moment later.
func covers(parent lane, state string, chunk span) bool {
	for _, s := range parent.States {
		if s.Kind+" in "+s.Fn == state && s.Start <= chunk.Start && chunk.End <= s.End {
			return true
		}
	}
	return false
}

func TestTimelineFigures(tb *testing.T) {
	t := runLanes(tb)
	var work, wall float64
	started := map[int]float64{}
	for _, e := range t.events(timeline + ".events") {
		switch e.Kind {
		case "JobStarted":
			started[e.Job] = e.At
		case "JobDone":
			wall += e.At - started[e.Job] // they did not overlap
		case "ChunkDone":
			work += e.End - e.Start
		}
	}
	figure := func(name string) string {
		return eval[string](t, fmt.Sprintf(`document.querySelector("[data-figure=%s]").textContent`, name))
	}
	if got, want := figure("speedup"), fmt.Sprintf("%.1f×", work/wall); got != want {
		t.Errorf("the speed-up is %s, want %s", got, want)
	}
	if got, want := figure("busy"), fmt.Sprintf("%.0f%%", 100*work/wall/2); got != want {
		t.Errorf("the workers are %s busy, want %s", got, want)
	}
	shares := eval[string](t, `[...document.querySelectorAll(".shares li")].map((item) => item.textContent.replace(/[0-9]+%/, "")).join()`)
	if want := "worker 0: ,worker 1: "; shares != want {
		t.Errorf("the shares are %q, want %q", shares, want)
	}
	for _, name := range []string{"wall", "overhead"} {
		if got := figure(name); !strings.HasSuffix(got, "s") {
			t.Errorf("the figure %s is %q, no duration", name, got)
		}
	}
}

// Several timelines can stand on a page.
func TestTwoTimelines(tb *testing.T) {
	t := openLesson(tb, "starmap", 2)
	t.do(`document.body.append(document.createElement("pool-timeline"))`)
	if got := eval[string](t, `(() => {
		const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
		return ids.filter((id, i) => ids.indexOf(id) !== i).join();
	})()`); got != "" {
		t.Errorf("these ids stand twice: %s", got)
	}
	if n := eval[int](t, `[...document.querySelectorAll("pool-timeline :is([aria-labelledby], [aria-describedby], [aria-controls])")]
		.flatMap((e) => [e.getAttribute("aria-labelledby"), e.getAttribute("aria-describedby"), e.getAttribute("aria-controls")])
		.flatMap((ids) => ids?.split(" ") ?? []).filter((id) => !document.getElementById(id)).length`); n > 0 {
		t.Errorf("%d ids are named that are not there", n)
	}
}

// frames waits until the page has drawn n frames.
func (t *tab) frames(n int) {
	t.Helper()
	t.do(fmt.Sprintf(`(async () => { for (let i = 0; i < %d; i++) await new Promise(requestAnimationFrame); })()`, n))
}

// BenchmarkTimelinePaint measures what a frame of the timeline costs the page, by how many chunks
// are in view:
//
//	go test ./e2e -run '^$' -bench TimelinePaint
func BenchmarkTimelinePaint(b *testing.B) {
	for _, chunks := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprint(chunks), func(b *testing.B) {
			t := newTab(b)
			t.open(serve(b, web.Options{}, nil).URL + "/?lesson=starmap&workers=4")
			t.waitState(element, "idle")
			t.showChunks(chunks)
			var times []float64
			for b.Loop() {
				times = append(times, eval[float64](t, `(() => {
					const timeline = document.querySelector("pool-timeline"), began = performance.now();
					for (let i = 0; i < 50; i++) {
						timeline.paint();
						document.querySelector("pool-timeline canvas").getContext("2d").getImageData(0, 0, 1, 1); // waits for the drawing
					}
					return (performance.now() - began) / 50 * 1e6;
				})()`))
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(times), "ns/frame")
		})
	}
}

// showChunks shows so many chunks of four workers, each of which is busy for half of its time.
func (t *tab) showChunks(n int) {
	t.Helper()
	t.do(fmt.Sprintf(`(() => {
		const none = { pool: 0, job: 0, worker: -1, fn: "f", first: 0, count: %[1]d, bytes: 0, error: "", start: 0, end: 0 };
		const events = [{ ...none, kind: "JobStarted", at: 0 }];
		for (let i = 0; i < %[1]d; i++) {
			const chunk = { ...none, worker: i %% 4, first: i, count: 1, bytes: 8 };
			events.push({ ...chunk, kind: "ChunkStarted", at: i }, { ...chunk, kind: "ChunkDone", at: i + 2, start: i, end: i + 2 });
		}
		document.querySelector("pool-timeline").show([...events, { ...none, kind: "JobDone", at: %[1]d + 2 }]);
	})()`, n))
	t.frames(2)
}
