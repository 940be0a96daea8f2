//go:build !js

package e2e

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"poolground/web"
)

// The benchmarks measure a pool in turns with its floor, what the browser itself takes for the
// same, and report medians of both:
//
//	go test ./e2e -run '^$' -bench Browser

// turns is how often a pool and its floor are measured in turns, at the least.
const turns = 9

// A rival is one of those measured in turns. It returns ns.
type rival struct {
	unit    string
	measure func(*tab) float64
}

// compare reports the median of each rival and, for each after the first, how many times the
// first's it is.
func compare(b *testing.B, o web.Options, rivals ...rival) {
	t := openBench(b, o)
	times := make([][]float64, len(rivals))
	for b.Loop() {
		for range turns {
			for i, r := range rivals {
				times[i] = append(times[i], r.measure(t))
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	first := median(times[0])
	for i, r := range rivals {
		b.ReportMetric(median(times[i]), r.unit)
		if i > 0 {
			b.ReportMetric(first/median(times[i]), "x-"+strings.TrimPrefix(r.unit, "ns-"))
		}
	}
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// openBench opens the page with what the floors need.
func openBench(tb testing.TB, o web.Options) *tab {
	tb.Helper()
	program(tb, "bench")
	program(tb, "bare")
	t := openProgramPage(tb, o, serveFile("/test/wasm_exec.js", wasmExec(tb)))
	// Requests would be reported, which takes longer than they do.
	if _, err := chromedp.Call(t.ctx, network.Disable, cdp.Empty{}); err != nil {
		tb.Fatal(err)
	}
	t.do(`window.floor = async (options) => {
		const module = await load("/bare.wasm");
		const worker = new Worker("floor.js", {type: "module"});
		worker.postMessage({...options, module});
		const value = await new Promise((resolve) => worker.onmessage = ({data}) => resolve(data));
		setTimeout(() => worker.terminate(), 1000); // its own workers end first
		return value * 1e6;
	}`)
	return t
}

func wasmExec(tb testing.TB) string {
	tb.Helper()
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		tb.Fatal(err)
	}
	return filepath.Join(strings.TrimSpace(string(goroot)), "lib/wasm/wasm_exec.js")
}

// of measures a mode of testdata/bench, n times a turn.
func of(mode string, workers, n int) rival { return ofOptions(options{}, mode, workers, n) }

// confined does the same as the playground does it.
func confined(mode string, workers, n int) rival {
	return ofOptions(options{Confined: true}, mode, workers, n).as("ns-" + mode + "-confined")
}

func ofOptions(o options, mode string, workers, n int) rival {
	return rival{"ns-" + mode, func(t *tab) float64 {
		t.Helper()
		t.do(`document.querySelectorAll("pre").forEach((e) => e.textContent = "")`)
		o.Module, o.Args = "/bench.wasm", []string{"-mode=" + mode, fmt.Sprint("-workers=", workers), fmt.Sprint("-n=", n)}
		if state := t.run(o); state != "done" {
			t.Fatal(t.describe())
		}
		value, err := strconv.ParseFloat(strings.TrimSpace(t.text("output")), 64)
		if err != nil {
			t.Fatal(t.describe())
		}
		return value
	}}
}

// floor measures a mode of testdata/floor.js.
func floor(mode string, n, size int) rival {
	return rival{"ns-" + mode, func(t *tab) float64 {
		t.Helper()
		return eval[float64](t, fmt.Sprintf(`floor({mode: %q, n: %d, size: %d})`, mode, n, size))
	}}
}

// as names what is measured, where two rivals would have the same name.
func (r rival) as(unit string) rival { return rival{unit, r.measure} }

// scaled divides what is measured: the floor of many items, say, to one of them.
func (r rival) scaled(by float64) rival {
	return rival{r.unit, func(t *tab) float64 { return r.measure(t) / by }}
}

// compareBoth compares on a page that shares no memory, and on one that does.
func compareBoth(b *testing.B, rivals ...rival) {
	for _, isolated := range []bool{false, true} {
		b.Run(fmt.Sprint("isolated=", isolated), func(b *testing.B) {
			compare(b, web.Options{CrossOriginIsolated: isolated}, rivals...)
		})
	}
}

func BenchmarkBrowserApply(b *testing.B) {
	compareBoth(b, of("apply", 2, 5000), floor("ping", 3000, 0), floor("pingGo", 3000, 0))
}

func BenchmarkBrowserApplyAsync(b *testing.B) {
	compareBoth(b, of("async", 2, 20_000), floor("flood", 20_000, 0))
}

// The floor moves the same bytes there and back.
func BenchmarkBrowserMap(b *testing.B) {
	const n = 1_000_000
	compareBoth(b, of("map", 2, n), floor("copy", 10, 8*n).scaled(n))
}

func BenchmarkBrowserIMapUnordered(b *testing.B) {
	const n = 200_000
	compare(b, web.Options{}, of("imap", 2, n), floor("copy", 1, 8*n).scaled(n))
}

// The last figure is how many times one worker's pace two workers make.
func BenchmarkBrowserBusy(b *testing.B) {
	compare(b, web.Options{}, of("sleep", 1, 400).as("ns-one-worker"), of("sleep", 2, 400).as("ns-two-workers"))
}

func BenchmarkBrowserLarge(b *testing.B) {
	compare(b, web.Options{}, of("large", 1, 10), floor("copy", 10, 16<<20))
}

// A page's Pool copies as often again as a Go program's: between the page and the parent.
func BenchmarkBrowserJSLarge(b *testing.B) {
	program(b, "tasks")
	compare(b, web.Options{}, jsPool("jslarge", `pool.apply("echoFloats", xs)`), floor("copy", 10, 16<<20))
}

// A map over a typed array of 16 MiB, an item of it.
func BenchmarkBrowserJSMap(b *testing.B) {
	program(b, "tasks")
	compare(b, web.Options{}, jsPool("jsmap", `pool.map("half", xs)`).scaled(2<<20), floor("copy", 10, 16<<20).scaled(2<<20))
}

// jsPool measures a call of a page's Pool with 16 MiB of float64s, without the first.
func jsPool(name, call string) rival {
	return rival{"ns-" + name, func(t *tab) float64 {
		t.Helper()
		return eval[float64](t, fmt.Sprintf(`(async () => {
			const { Pool } = await import("/poolground.js");
			const pool = await Pool.open({ module: "/tasks.wasm", workers: 1 });
			const xs = new Float64Array(2 << 20);
			await %[1]s;
			const began = performance.now();
			for (let i = 0; i < 10; i++) await %[1]s;
			const took = performance.now() - began;
			pool.close();
			await pool.join();
			return took / 10 * 1e6;
		})()`, call))
	}}
}

func BenchmarkBrowserStart(b *testing.B) {
	for _, n := range []int{1, 2, 4, 8} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			compare(b, web.Options{}, of("start", n, 1), confined("start", n, 1), floor("startGo", n, 0))
		})
	}
}

// What a look at the clock costs a Go program.
func BenchmarkBrowserClock(b *testing.B) {
	compareBoth(b, of("clock", 1, 1_000_000))
}
