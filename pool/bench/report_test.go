package bench

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"poolground/pool"
)

func TestMeasure(t *testing.T) {
	w, _ := Lookup("echo")
	r, err := Sweep{Workload: w, Size: 2, Backend: framed{pool.Goroutines()}, Workers: []int{1, 2}, Repetitions: 3}.Measure(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.Version != 1 || r.Workload != "echo" || r.Tasks != 256 || len(r.Serial) != 3 || r.Fits == nil || r.Recommendation.Sentence == "" || r.Interrupted {
		t.Errorf("%+v", r)
	}
	for _, p := range r.Points {
		// 256 tasks of 128 bytes go each way.
		if p.Out < 256*128 || p.Out > 2*256*128 || p.In < 256*128 || p.In > 2*256*128 {
			t.Errorf("%d bytes went out, %d came in", p.Out, p.In)
		}
		if got := r.Efficiency(p) * float64(p.Workers); math.Abs(got-r.SpeedUp(p)) > 1e-9 || !(got > 0) {
			t.Errorf("speed-up %v", got)
		}
	}
	text, err := json.Marshal(r)
	var again Report
	if err != nil || json.Unmarshal(text, &again) != nil || len(again.Points) != 2 {
		t.Errorf("%s: %v", text, err)
	}
}

// Who is told of a step can have what there is until then.
func TestReportsMidway(t *testing.T) {
	w, _ := Lookup("spin")
	told := 0
	_, err := Sweep{Workload: w, Size: 1, Workers: []int{1, 2}, Repetitions: 3, OnStep: func(s Step) {
		r := s.Reports()[0]
		if got := len(r.Serial) + len(r.Points[0].Seconds) + len(r.Points[1].Seconds); got != s.Done {
			t.Errorf("after %d steps there are %d times", s.Done, got)
		}
		if full := s.Done == s.All; (r.Fits != nil) != (s.Done > 2) || full && r.Recommendation.Sentence == "" {
			t.Errorf("after %d steps: %+v", s.Done, r)
		}
		told++
	}}.Measure(t.Context())
	if err != nil || told != 10 {
		t.Errorf("told %d times: %v", told, err)
	}
}

// Sweeps take turns, and what an interrupt leaves is reported.
func TestCompareInTurns(t *testing.T) {
	w, _ := Lookup("spin")
	s := Sweep{Workload: w, Size: 1, Workers: []int{1}, Repetitions: 3}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reports, err := Compare(ctx, []Sweep{s, s}, func(s Step) {
		if s.All != 9 {
			t.Errorf("%d steps", s.All)
		}
		if s.Done == 5 { // the second's second repetition is next
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || len(reports) != 2 {
		t.Fatal(err)
	}
	for i, want := range []int{2, 1} {
		if r := reports[i]; !r.Interrupted || len(r.Points[0].Seconds) != want {
			t.Errorf("report %d: %+v", i, r)
		}
	}
	if _, err := Compare(t.Context(), []Sweep{{}}, nil); err == nil {
		t.Error("a sweep of nothing is measured")
	}
}

func TestChunkSizes(t *testing.T) {
	w, _ := Lookup("spin")
	s := Sweep{Workload: w, Size: 1, Workers: []int{1}, ChunkSizes: []int{0, 8, 64}, Repetitions: 1}
	r, err := s.Measure(t.Context())
	if err != nil || !r.Chunks || len(r.Points) != 3 || r.Points[1].ChunkSize != 8 || r.Fits != nil {
		t.Errorf("%+v: %v", r, err)
	}
	s.ChunkSizes = []int{8, 8}
	if _, err := s.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "each size once") {
		t.Error(err)
	}
}

// A pool that does not pay is not recommended without saying so.
func TestLoopThatIsFaster(t *testing.T) {
	for _, c := range []struct {
		loop  float64
		chunk int
		says  bool
	}{{0.3, 0, true}, {0.45, 0, true}, {0.5, 0, false}, {1, 0, false}, {0.3, 8, true}} {
		r := Report{Points: made(0, 0, 0.01, 1, 2), Serial: []float64{c.loop, c.loop, c.loop}}
		if c.chunk > 0 {
			r.Chunks = true
			r.Points[0].ChunkSize, r.Points[1].ChunkSize = c.chunk, 2*c.chunk
		}
		r.Conclude()
		if got := strings.HasSuffix(r.Recommendation.Sentence, ", but a plain loop without a pool is faster still."); got != c.says {
			t.Errorf("with a loop of %v s: %s", c.loop, r.Recommendation.Sentence)
		}
	}
}

func TestRecommendChunks(t *testing.T) {
	at := func(size int, seconds ...float64) Point { return Point{Workers: 2, ChunkSize: size, Seconds: seconds} }
	for _, c := range []struct {
		points []Point
		size   int
		says   string
	}{
		{[]Point{at(0, 1, 1, 1), at(64, 3, 3, 3), at(8, 2, 2, 2), at(16, 2.01, 2.01, 2.01), at(1, 4, 4, 4)}, 8, "Chunks of 8: the fastest; from 8 to 16 the difference is within 3%."},
		{[]Point{at(1, 4, 4, 4), at(8, 2, 2, 2)}, 8, "Chunks of 8: the fastest; every other size is more than 3% slower."},
		{[]Point{at(1, 4, 4, 4)}, 0, "fewer than two chunk sizes"},
		{[]Point{at(1, 4), at(8, 2)}, 0, "three repetitions"},
		{[]Point{at(1, 1, 9, 4), at(8, 8, 2, 5), at(9, 3, 9, 4), at(10, 1, 9, 3)}, 0, "vary too much"},
	} {
		if r := RecommendChunks(c.points); r.ChunkSize != c.size || !strings.Contains(r.Sentence, c.says) {
			t.Errorf("%d, %q; want %d, %q", r.ChunkSize, r.Sentence, c.size, c.says)
		}
	}
}

func TestTrace(t *testing.T) {
	w, _ := Lookup("spin")
	events, err := w.Trace(t.Context(), 1, 64, pool.Options{Workers: 2})
	done := 0
	for _, e := range events {
		if e.Kind == pool.ChunkDone {
			done += e.Count
		}
	}
	if err != nil || done != 256 || !slices.ContainsFunc(events, func(e pool.Event) bool { return e.Kind == pool.WorkerExited }) {
		t.Errorf("%d tasks in %d events: %v", done, len(events), err)
	}
}
