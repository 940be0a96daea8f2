package bench

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"poolground/pool"
)

// framed is goroutines whose arguments cross as those of processes do.
type framed struct{ pool.Backend }

func TestWorkloads(t *testing.T) {
	for _, w := range Workloads() {
		t.Run(w.Name, func(t *testing.T) {
			if w.Stresses == "" {
				t.Error("it does not say what it stresses")
			}
			if _, err := w.Serial(t.Context(), 3); err != nil {
				t.Error(err)
			}
			for _, b := range []pool.Backend{pool.Goroutines(), framed{pool.Goroutines()}} {
				points, err := Sweep{Workload: w, Size: 3, Backend: b, Workers: []int{1, 2}, Repetitions: 2}.Run(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range points {
					if len(p.Seconds) != 2 || p.Median() <= 0 {
						t.Errorf("measured %v", p)
					}
				}
			}
		})
	}
}

func TestAWrongResultIsSeen(t *testing.T) {
	wrong := Definition[int, int]{Name: "wrong", Func: pool.Func("bench.wrong", func(n int) int { return n / 2 }),
		Plain: func(n int) int { return n }, Args: func(int) []int { return pool.Range(0, 9) }}
	w := Workload{Name: "wrong", make: wrong.job}
	_, err := Sweep{Workload: w, Size: 1, Workers: []int{1}, Repetitions: 1}.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "wrong gives a wrong result for task 4") {
		t.Error(err)
	}
}

func TestCalibrate(t *testing.T) {
	w, err := Lookup("spin")
	if err != nil {
		t.Fatal(err)
	}
	const target = 20 * time.Millisecond
	size, err := w.Calibrate(t.Context(), target)
	if err != nil || size < 1 {
		t.Fatalf("size %d: %v", size, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.Calibrate(ended, time.Hour); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// What takes no time is not made ever larger.
func TestCalibrateNothing(t *testing.T) {
	w, _ := Lookup("echo")
	if size, err := w.Calibrate(t.Context(), time.Hour); err != nil || size != 1<<10 {
		t.Errorf("size %d: %v", size, err)
	}
	nothing := Definition[int, int]{Plain: func(n int) int { return n }, Args: func(int) []int { return []int{1} }}
	w = Workload{Name: "nothing", make: nothing.job}
	if _, err := w.Calibrate(t.Context(), time.Hour); err == nil || !strings.Contains(err.Error(), "nothing takes") {
		t.Error(err)
	}
}

func TestLookup(t *testing.T) {
	if _, err := Lookup("nap"); err == nil || !strings.Contains(err.Error(), `there is no workload "nap"; there are ["spin" "uneven"`) {
		t.Error(err)
	}
}

func TestRegisterPanics(t *testing.T) {
	plain := func(n int) int { return n }
	args := func(int) []int { return nil }
	for what, d := range map[string]Definition[int, int]{
		"needs Name": {Plain: plain, Args: args},
		"twice":      {Name: "spin", Plain: plain, Args: args},
	} {
		func() {
			defer func() {
				if err, _ := recover().(error); err == nil || !strings.Contains(err.Error(), what) {
					t.Errorf("%s: %v", what, err)
				}
			}()
			Register(d)
		}()
	}
}

func TestSweepOfNonsense(t *testing.T) {
	w, _ := Lookup("spin")
	for want, s := range map[string]Sweep{
		"a sweep needs a workload":               {Size: 1, Workers: []int{1}, Repetitions: 1},
		"a size of 0":                            {Workload: w, Workers: []int{1}, Repetitions: 1},
		"needs a number of workers":              {Workload: w, Size: 1, Repetitions: 1},
		"0 repetitions":                          {Workload: w, Size: 1, Workers: []int{1}},
		"0 workers, want":                        {Workload: w, Size: 1, Workers: []int{0}, Repetitions: 1},
		"2 workers are to be measured twice":     {Workload: w, Size: 1, Workers: []int{2, 2}, Repetitions: 1},
		"chunks of -1 tasks, want 1 or more, or": {Workload: w, Size: 1, Workers: []int{1}, Repetitions: 1, ChunkSize: -1},
	} {
		if _, err := s.Run(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// What was measured before a sweep is stopped is kept.
func TestSweepStopped(t *testing.T) {
	w, _ := Lookup("spin")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	points, err := Sweep{Workload: w, Size: 1, Workers: []int{1, 2}, Repetitions: 10, OnStep: func(s Step) {
		if s.Done == 3 {
			cancel()
		}
	}}.Run(ctx)
	if !errors.Is(err, context.Canceled) || len(points) != 2 || len(points[0].Seconds) != 2 || len(points[1].Seconds) != 1 {
		t.Errorf("%v: %v", points, err)
	}
}
