package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"poolground/pool"
)

// A Sweep measures a workload over several numbers of workers, or sizes of chunks.
type Sweep struct {
	Workload    Workload
	Size        int          // of the workload, see Calibrate
	Backend     pool.Backend // nil: the default
	Workers     []int        // the numbers of workers to measure
	Repetitions int          // of each
	ChunkSize   int          // 0: the pool's default
	ChunkSizes  []int        // if any, each is measured, with each number of workers
	PeakChild   func() int64 // the most memory of a worker process that lives, in bytes; nil: there are none, or nobody knows
	OnStep      func(Step)   // called before each measurement, and at the end; nil: nobody is told
}

// A Step is how far a sweep has come.
type Step struct {
	Done, All int
	Workers   int           // what is measured next; 0 at the end, and for a plain loop
	Left      time.Duration // what the rest will take, as the past did
	// Reports concludes from what there is so far, while OnStep runs: so nothing is lost where the
	// program is ended. It takes some milliseconds, and is nil in a sweep that is only Run.
	Reports func() []Report
}

// Validate says what keeps the sweep from being run, in one sentence.
func (s Sweep) Validate() error {
	switch {
	case s.Workload.make == nil:
		return errors.New("bench: a sweep needs a workload")
	case s.Size < 1:
		return fmt.Errorf("bench: a size of %d, want 1 or more", s.Size)
	case s.Size > s.Workload.Largest():
		return fmt.Errorf("bench: a size of %d would fill the memory, want %d at most for %s", s.Size, s.Workload.Largest(), s.Workload.Name)
	case len(s.Workers) == 0:
		return errors.New("bench: a sweep needs a number of workers")
	case s.Repetitions < 1:
		return fmt.Errorf("bench: %d repetitions, want 1 or more", s.Repetitions)
	case s.ChunkSize < 0:
		return fmt.Errorf("bench: chunks of %d tasks, want 1 or more, or 0 for the default", s.ChunkSize)
	}
	for i, n := range s.Workers {
		if n < 1 {
			return fmt.Errorf("bench: %s, want 1 or more", workers(n))
		}
		if slices.Contains(s.Workers[:i], n) {
			return fmt.Errorf("bench: %s are to be measured twice", workers(n))
		}
	}
	for i, n := range s.ChunkSizes {
		if n < 0 || slices.Contains(s.ChunkSizes[:i], n) {
			return fmt.Errorf("bench: chunks of %d tasks, want each size once and 1 or more, or 0 for the default", n)
		}
	}
	return nil
}

// points are the sweep's, with nothing measured.
func (s Sweep) points() []Point {
	sizes := s.ChunkSizes
	if len(sizes) == 0 {
		sizes = []int{s.ChunkSize}
	}
	var points []Point
	for _, n := range s.Workers {
		for _, size := range sizes {
			points = append(points, Point{Workers: n, ChunkSize: size})
		}
	}
	return points
}

// Run measures every number of workers once, then all of them again, and so on: what slows the
// machine down for a while slows all alike. Each measurement has a pool of its own, which does the
// job once to warm up. When ctx ends, Run returns what it has with ctx's error.
func (s Sweep) Run(ctx context.Context) ([]Point, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	m := newMeasurement(s)
	steps := stepper{all: m.steps() * s.Repetitions, tell: s.OnStep, began: time.Now()}
	for range s.Repetitions {
		if err := m.round(ctx, &steps); err != nil {
			return m.points, err
		}
	}
	steps.end()
	return m.points, nil
}

// A measurement is one sweep under way.
type measurement struct {
	Sweep
	job    job
	points []Point
}

func newMeasurement(s Sweep) *measurement {
	return &measurement{s, s.Workload.make(s.Size), s.points()}
}

func (m *measurement) steps() int { return len(m.points) }

// round measures every point once.
func (m *measurement) round(ctx context.Context, steps *stepper) error {
	for i := range m.points {
		p := &m.points[i]
		steps.next(p.Workers)
		took, err := m.measure(ctx, m.job, *p)
		if err != nil {
			return err
		}
		p.Seconds = append(p.Seconds, took.Seconds())
	}
	return nil
}

// measure is the time of one job on a warm pool.
func (s Sweep) measure(ctx context.Context, j job, at Point) (took time.Duration, err error) {
	err = s.withPool(ctx, at.Workers, s.Backend, func(p *pool.Pool) error {
		opts := at.options()
		if _, err := j.pooled(ctx, p, opts...); err != nil {
			return err
		}
		took, err = j.pooled(ctx, p, opts...)
		return err
	})
	return took, err
}

func (p Point) options() []pool.CallOption {
	if p.ChunkSize > 0 {
		return []pool.CallOption{pool.ChunkSize(p.ChunkSize)}
	}
	return nil
}

// withPool calls f with a pool, and returns when all of the pool's workers have gone.
func (s Sweep) withPool(ctx context.Context, n int, b pool.Backend, f func(*pool.Pool) error) (err error) {
	p, err := pool.New(ctx, pool.Options{Workers: n, Backend: b})
	if err != nil {
		return err
	}
	defer func() {
		p.Close()
		if err != nil {
			p.Terminate()
			if ctx.Err() != nil { // the pool may have been the first to see it
				err = ctx.Err()
			}
		}
		err = errors.Join(err, p.Join(context.WithoutCancel(ctx)))
	}()
	return f(p)
}
