//go:build !js

package e2e

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// fromJSON evaluates an expression to what JSON can hold.
func fromJSON[T any](t *tab, expression string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(eval[string](t, "JSON.stringify("+expression+")")), &v); err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// saved presses a button of the Save menu and returns what the browser saved.
func (t *tab) saved(dir, button, name string) []byte {
	t.Helper()
	c := chromedp.FromContext(t.ctx)
	_, err := chromedp.CallBrowser(t.ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, BrowserContextID: c.BrowserContextID, DownloadPath: dir,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.click(`[data-do="save"]`)
	t.click(`[data-do="` + button + `"]`)
	path := filepath.Join(dir, name)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); t.frames(1) {
		if content, err := os.ReadFile(path); err == nil && len(content) > 0 { // the browser renames what is complete
			return content
		}
	}
	t.Fatalf("%s was not saved; the page says %q", name, eval[string](t, `document.querySelector(".said").textContent`))
	return nil
}

// openTrace gives a file to the timeline.
func (t *tab) openTrace(path string) {
	t.Helper()
	if err := chromedp.Do(t.ctx, chromedp.SetUploadFiles(chromedp.CSS("pool-timeline input[type=file]"), []string{path}, chromedp.NodeReady)); err != nil {
		t.Fatal(err)
	}
}

// A run is saved as a trace, whose spans are the timeline's, and opened on another page.
func TestTimelineTrace(tb *testing.T) {
	t := runLanes(tb)
	dir := t.TempDir()
	text := t.saved(dir, "trace", "poolground-trace.json")
	var trace struct {
		DisplayTimeUnit string
		TraceEvents     []struct {
			Name, Cat, Ph string
			Ts, Dur       float64
			PID, TID      int
			Args          map[string]any
		}
	}
	if err := json.Unmarshal(text, &trace); err != nil || trace.DisplayTimeUnit != "ms" {
		t.Fatalf("%v: %.200s", err, text)
	}
	parent, workers := t.lanes()
	chunks := 0
	for _, e := range trace.TraceEvents {
		if e.Cat != "chunk" {
			continue
		}
		chunks++
		s := chunkOf(t, workers[e.TID-1], int(e.Args["job"].(float64)))
		if e.Ph != "X" || e.PID != 1 || e.Name != s.Fn || !near(e.Ts, s.Start*1e3) || !near(e.Ts+e.Dur, s.End*1e3) || e.Args["bytes"] != float64(s.Bytes) {
			t.Errorf("the trace has %v, the lane %v", e, s)
		}
	}
	if chunks != 4 {
		t.Errorf("the trace has %d chunks", chunks)
	}

	other := openLesson(tb, "partial", 2)
	other.openTrace(filepath.Join(dir, "poolground-trace.json"))
	other.waitState("[data-part=timeline]", "done")
	againParent, againWorkers := other.lanes()
	for i := range workers {
		for _, chunks := range [][]span{workers[i].Chunks, againWorkers[i].Chunks} {
			for j := range chunks {
				chunks[j].Start, chunks[j].End = micros(chunks[j].Start), micros(chunks[j].End)
			}
		}
		if !reflect.DeepEqual(againWorkers[i].Chunks, workers[i].Chunks) {
			t.Errorf("worker %d ran %v, opened again %v", i, workers[i].Chunks, againWorkers[i].Chunks)
		}
	}
	if got, want := kinds(againParent), kinds(parent); got != want {
		t.Errorf("the parent was %s, opened again %s", want, got)
	}
}

func near(a, b float64) bool { return a-b < 0.002 && b-a < 0.002 }

// micros rounds milliseconds to microseconds.
func micros(ms float64) float64 { return float64(int64(ms*1e3+0.5)) / 1e3 }

func kinds(l lane) string {
	var b strings.Builder
	for _, s := range l.States {
		b.WriteString(s.Kind + " " + s.Fn + ", ")
	}
	return b.String()
}

// What is no trace is refused in a sentence, and what was shown stays.
func TestTimelineRefusesFiles(tb *testing.T) {
	t := runLanes(tb)
	dir := t.TempDir()
	for _, c := range []struct{ name, content, want string }{
		{"notes.txt", "hello", "notes.txt cannot be shown: it is not JSON. Open a trace that was saved here or that poolbench wrote."},
		{"package.json", `{"name": "x"}`, "package.json cannot be shown: it has no traceEvents, so it is no trace. Open a trace that was saved here or that poolbench wrote."},
		{"chrome.json", `{"traceEvents": []}`, "chrome.json cannot be shown: it is the trace of another program: no pool is in it. Open a trace that was saved here or that poolbench wrote."},
	} {
		path := filepath.Join(dir, c.name)
		if err := os.WriteFile(path, []byte(c.content), 0o644); err != nil {
			t.Fatal(err)
		}
		t.openTrace(path)
		t.waitUntil(`document.querySelector(".said").textContent.startsWith(` + quote(c.name) + `)`)
		if got := eval[string](t, `document.querySelector(".said").textContent`); got != c.want {
			t.Errorf("the page says %q, want %q", got, c.want)
		}
	}
	if _, workers := t.lanes(); len(workers[0].Chunks) != 2 {
		t.Errorf("the run is gone: %v", workers)
	}
	t.press()
	if got := eval[string](t, `document.querySelector(".said").textContent`); got != "" {
		t.Errorf("the page still says %q", got)
	}
}

func TestTimelinePictures(tb *testing.T) {
	t := runLanes(tb)
	dir := t.TempDir()
	picture := t.saved(dir, "png", "poolground-timeline.png")
	decoded, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	width := eval[int](t, `document.querySelector("pool-timeline .water").clientWidth`)
	if got := decoded.Bounds().Size(); got.X != 2*width || got.Y < 300 {
		t.Errorf("the picture has %v pixels, the lanes are %d wide", got, width)
	}
	colours := map[any]bool{}
	for x := range decoded.Bounds().Dx() {
		colours[decoded.At(x, decoded.Bounds().Dy()/3)] = true
	}
	if len(colours) < 4 {
		t.Errorf("the picture has %d colours in a line through its lanes", len(colours))
	}
	drawing := string(t.saved(dir, "svg", "poolground-timeline.svg"))
	for _, want := range []string{`<svg xmlns="http://www.w3.org/2000/svg"`, ">worker 1</text>", ">blocked in Map</text>", ">job 0: meets</text>"} {
		if !strings.Contains(drawing, want) {
			t.Errorf("the drawing lacks %s", want)
		}
	}
	if n := eval[int](t, `new DOMParser().parseFromString(`+quote(drawing)+`, "image/svg+xml").querySelectorAll("parsererror").length`); n > 0 {
		t.Error("the drawing is no XML")
	}
}
