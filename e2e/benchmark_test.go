//go:build !js

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"poolground/pool/bench"
	"poolground/web"
)

const (
	benchmarkPage = "benchmark-page"
	series        = `document.querySelectorAll("series-list [data-kind=series]").length`
	answer        = `document.querySelector("[data-part=answer]").textContent`
	// native is what poolbench sweep --json wrote.
	native = "../pool/bench/cli/testdata/sweep.json"
)

// smallSweep is a script that chooses jobs of some milliseconds, which a browser's clock can tell.
func smallSweep(most, repetitions int) string {
	return fmt.Sprintf(`Object.entries({most: %d, repetitions: %d, size: 200}).forEach(([part, value]) => {
		document.querySelector("[data-part=" + part + "]").value = value;
	})`, most, repetitions)
}

// openBenchmark opens "How many workers?" for a sweep of small jobs.
func openBenchmark(tb testing.TB, most, repetitions int) *tab {
	tb.Helper()
	t := newTab(tb)
	t.open(serve(tb, web.Options{}, nil).URL + "/benchmark.html")
	t.waitState(benchmarkPage, "idle")
	t.do(smallSweep(most, repetitions))
	return t
}

// numbers are the first cells of the table's rows: names of what was measured, numbers of workers.
func (t *tab) numbers() string {
	t.Helper()
	return eval[string](t, `[...document.querySelectorAll("[data-part=numbers] tbody tr")].map((row) => row.cells[0].textContent).join("; ")`)
}

// loadReports chooses files.
func (t *tab) loadReports(files ...string) {
	t.Helper()
	for i := range files {
		var err error
		if files[i], err = filepath.Abs(files[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := chromedp.Do(t.ctx, chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), files)); err != nil {
		t.Fatal(err)
	}
}

func TestBenchmark(tb *testing.T) {
	t := openBenchmark(tb, 2, 3)
	if n := eval[int](t, `performance.getEntriesByType("resource").filter(({ name }) => name.includes("/charts-")).length`); n > 0 {
		t.Error("the charts' library was loaded with nothing to draw")
	}
	axe(t)
	t.click(runButton)
	if state := t.waitState(benchmarkPage, "done", "failed", "stopped"); state != "done" {
		t.Fatalf("it ended %s: %s", state, t.text("status"))
	}
	cores := eval[int](t, "navigator.hardwareConcurrency")
	name := fmt.Sprintf("Web Workers, js/wasm, %d CPUs: spin, size 200", cores)
	if cores == 1 {
		name = "Web Workers, js/wasm, 1 CPU: spin, size 200"
	}
	if got, want := t.numbers(), name+"; 1; 2"; got != want {
		t.Errorf("the table has %q, want %q", got, want)
	}
	if got := eval[string](t, answer); !strings.Contains(got, "worker") {
		t.Errorf("it recommends %q", got)
	}
	if got := t.text("words"); !strings.Contains(got, "Amdahl's law: ") {
		t.Errorf("the fits are %q", got)
	}
	t.waitUntil(`document.querySelectorAll("speed-charts canvas").length === 3`)
	axe(t)

	own := t.save()
	saved, err := os.ReadFile(own)
	var r bench.Report
	if err != nil || json.Unmarshal(saved, &r) != nil || r.Version != bench.Version || r.Tool != "the page" || len(r.Points) != 2 || len(r.Points[1].Seconds) != 3 || r.Interrupted {
		t.Errorf("saved was %v: %s", err, saved)
	}
	t.loadReports(own, native)
	t.waitUntil(series + " === 3")
	if got, want := t.numbers(), name+"; 1; 2; "+name+"; 1; 2; processes, linux/amd64, 4 CPUs: sort, size 300; 1; 2; 3; 4; 5; 6"; got != want {
		t.Errorf("the table has %q, want %q", got, want)
	}
	t.waitUntil(`document.querySelectorAll("speed-charts canvas").length === 3`)
	axe(t)
	t.click("series-list button")
	t.waitUntil(series + " === 2")
}

// save saves the report that was measured and returns its file.
func (t *tab) save() string {
	t.Helper()
	dir := t.TempDir()
	_, err := chromedp.CallBrowser(t.ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir,
		BrowserContextID: chromedp.FromContext(t.ctx).BrowserContextID,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.click("[data-part=save]")
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); t.do("0") { // the browser writes it in its own time
		files, _ := filepath.Glob(filepath.Join(dir, "poolground-spin-*.json"))
		if len(files) == 0 {
			continue
		}
		if content, err := os.ReadFile(files[0]); err == nil && json.Valid(content) {
			return files[0]
		}
	}
	t.Fatal("no report was saved")
	return ""
}

// What was measured before Stop is kept, and can be saved.
func TestBenchmarkStop(tb *testing.T) {
	t := openBenchmark(tb, 2, 100)
	t.click(runButton)
	t.waitUntil(`document.querySelectorAll("[data-part=numbers] tbody tr").length === 3`)
	t.click(stopping)
	t.waitState(benchmarkPage, "stopped")
	if got := t.text("status"); !strings.HasPrefix(got, "Stopped after ") || !strings.HasSuffix(got, " of 302 measurements, which are kept.") {
		t.Errorf("the status is %q", got)
	}
	if !strings.HasSuffix(t.numbers(), "; 1; 2") {
		t.Errorf("the table has %q", t.numbers())
	}
	t.waitWorkers(0)
	saved, err := os.ReadFile(t.save())
	var r bench.Report
	if err != nil || json.Unmarshal(saved, &r) != nil || !r.Interrupted || len(r.Points[0].Seconds) == 0 {
		t.Errorf("saved was %v: %s", err, saved)
	}
}

// A file that is none of ours gets one sentence, and the page goes on; one is taken by dropping, too.
func TestBenchmarkFiles(tb *testing.T) {
	t := openBenchmark(tb, 2, 3)
	bad := filepath.Join(tb.TempDir(), "notes.json")
	for text, want := range map[string]string{
		"shopping list":                      "notes.json is no report of poolbench or of this page: save one here, or with poolbench sweep --json.",
		`{"version": 7, "workload": "spin"}`: "notes.json is a report of version 7, and this page reads version 1.",
	} {
		if err := os.WriteFile(bad, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		t.loadReports(bad)
		t.waitText("files", want)
		t.do(`document.querySelector("[data-part=files]").textContent = ""`)
	}
	report, err := os.ReadFile(native)
	if err != nil {
		t.Fatal(err)
	}
	t.do(fmt.Sprintf(`{
		const dataTransfer = new DataTransfer();
		dataTransfer.items.add(new File([%q], "native.json"));
		document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
	}`, report))
	t.waitUntil(series + " === 1")
	if got, want := eval[string](t, answer), "3 workers: within 3% of the best; 6 are 11% slower on this machine."; got != want {
		t.Errorf("it recommends %q, want %q", got, want)
	}
	t.do(`document.querySelector("[data-part=most]").value = "65"`)
	t.click(runButton)
	t.waitText("status", "Between 1 and 64 workers can be measured here.")
}
