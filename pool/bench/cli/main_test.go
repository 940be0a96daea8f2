//go:build !js

package cli

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"poolground/pool"
	"poolground/pool/bench"
	"poolground/pool/trace"
)

var update = flag.Bool("update", false, "write the golden files anew")

// marker is in the environment of the command that a test starts, and of its workers.
const marker = "POOLBENCH_TEST"

// The test binary is a worker where a pool starts it, and the command where a test does.
func TestMain(m *testing.M) {
	pool.ServeIfWorker()
	if os.Getenv(marker) != "" {
		Main()
	}
	os.Exit(m.Run())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || got != string(want) {
		t.Errorf("%s: %v (go test -update writes it anew); got\n%s", name, err, got)
	}
}

// run runs a command line and returns what it prints and its exit code.
func run(ctx context.Context, args ...string) (stdout, stderr string, code int) {
	var out, complaints bytes.Buffer
	code = Run(ctx, args, &out, &complaints)
	return out.String(), complaints.String(), code
}

// recorded is a sweep as it was measured once, with rounded times.
func recorded(backend string, slower float64) bench.Report {
	r := bench.Report{Version: bench.Version, Workload: "sort", Size: 300, Tasks: 256, Backend: backend, Tool: "poolbench",
		Go: "go1.26.8", OS: "linux", Arch: "amd64", CPUs: 4, Cores: 2, Started: time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC),
		Serial: []float64{0.4, 0.41, 0.4}, PeakParent: 34_500_000}
	for i, s := range []float64{0.408, 0.212, 0.18, 0.175, 0.19, 0.2} {
		r.Points = append(r.Points, bench.Point{Workers: i + 1, Seconds: []float64{s * slower, s * slower * 1.01, s * slower * 0.995}})
	}
	if backend == processes {
		r.PeakChild = 21_000_000
		for i := range r.Points {
			r.Points[i].Out, r.Points[i].In, r.Points[i].PeakChild = 2_461_000+int64(i), 2_462_000, r.PeakChild-int64(i)*500_000
		}
	}
	r.Conclude()
	return r
}

func recordedChunks() bench.Report {
	r := recorded(goroutines, 1)
	r.Chunks, r.Cores, r.CPULimit = true, 0, 1.5
	for i, size := range []int{0, 1, 4, 16, 64, 256} {
		r.Points[i].Workers, r.Points[i].ChunkSize = 2, size
	}
	r.Conclude()
	return r
}

func recordedPython() bench.Report {
	r := recorded("python", 3)
	r.Tool, r.Go, r.Size, r.Scale, r.Interrupted = "Python 3.11.7", "", 12, 27.5, true
	r.Points = r.Points[:3]
	r.Points[2].Seconds = nil
	r.Conclude()
	return r
}

var recordedLanes = laneSet{
	lanes: []trace.Lane{
		{Worker: 0, Busy: []trace.Span{{Start: 3 * time.Millisecond, End: 40 * time.Millisecond}, {Start: 41 * time.Millisecond, End: 90 * time.Millisecond}}},
		{Worker: 1, Busy: []trace.Span{{Start: 4 * time.Millisecond, End: 70 * time.Millisecond}}},
	},
	extent: trace.Span{Start: time.Millisecond, End: 95 * time.Millisecond},
}

var recordedEvents = []pool.Event{
	{Kind: pool.JobStarted, At: time.Millisecond, Worker: -1, Function: "bench.sort", Count: 256},
	{Kind: pool.ChunkDone, At: 41 * time.Millisecond, Function: "bench.sort", Count: 128, Start: 3 * time.Millisecond, End: 40 * time.Millisecond},
	{Kind: pool.ChunkDone, At: 72 * time.Millisecond, Worker: 1, Function: "bench.sort", First: 128, Count: 128, Start: 4 * time.Millisecond, End: 70 * time.Millisecond},
	{Kind: pool.JobDone, At: 75 * time.Millisecond, Worker: -1, Function: "bench.sort", Count: 256},
}

func contains(t *testing.T, what, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%s: want %q in\n%s", what, want, text)
		}
	}
}
