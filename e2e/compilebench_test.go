//go:build !js

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// BenchmarkCompile says how long a visitor waits, in ms, and where the time goes: cold with
// nothing in the browser, then warm with the lesson changed each time, medians of an iteration's
// turns. A run is from the press of Run to the first output of a pool's workers. The other
// programs of a machine count too: compare two versions in turns.
//
//	go test ./e2e -run '^$' -bench BenchmarkCompile -benchtime 1x
func BenchmarkCompile(b *testing.B) {
	source, err := os.ReadFile(filepath.Join("..", "web", "lessons", "starmap", "main.go"))
	if err != nil {
		b.Fatal(err)
	}
	times := map[string][]float64{}
	for b.Loop() {
		t := openCompilePage(b, slowly, nil)
		edit := 0
		measure := func(kind string) {
			edit++
			got := eval[struct {
				First   float64
				Took    map[string]float64
				Failure string
			}](t, fmt.Sprintf("compileAndRun(%s, {workers: 2})", quote(fmt.Sprintf("%s\nvar edit = %d\n", source, edit))))
			if got.First == 0 {
				t.Fatalf("%+v", got)
			}
			times[kind+"-run-ms"] = append(times[kind+"-run-ms"], got.First)
			for step, ms := range got.Took {
				if kind == "warm" {
					times[step+"-ms"] = append(times[step+"-ms"], ms)
				} else if kind == "cold" {
					times["cold-"+step+"-ms"] = append(times["cold-"+step+"-ms"], ms)
				}
			}
		}
		check := func(unit, text string) {
			times[unit] = append(times[unit], eval[float64](t, `(async (source) => {
				const began = performance.now();
				await compiler.check(source);
				return performance.now() - began;
			})(`+quote(text)+`)`))
		}
		measure("cold")
		measure("second")
		for i := range turns {
			measure("warm")
			check("check-ms", fmt.Sprintf("%s\nvar edit = %d\n", source, i))
			check("mistake-ms", fmt.Sprintf("%s\nvar edit string = %d\n", source, i))
		}
		typed := openCompilePage(b, slowly, nil)
		times["typed-run-ms"] = append(times["typed-run-ms"], eval[float64](typed, `(async (source) => {
			await compiler.check(source);
			await new Promise((resume) => setTimeout(resume, 3000));
			return (await compileAndRun(source + "var edit = 1\n", {workers: 2})).first;
		})(`+quote(string(source)+"\n")+`)`))
		times["page-busy-ms"] = append(times["page-busy-ms"], eval[float64](t, "Math.max(0, ...busy)"))
	}
	b.ReportMetric(0, "ns/op")
	for unit, values := range times {
		b.ReportMetric(median(values), unit)
		if unit == "warm-run-ms" {
			b.ReportMetric(slices.Min(values), "warm-best-ms")
		}
	}
}
