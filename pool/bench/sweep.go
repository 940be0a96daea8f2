package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"poolground/pool"
)

// A Sweep measures a workload over several numbers of workers.
type Sweep struct {
	Workload    Workload
	Size        int          // of the workload, see Calibrate
	Backend     pool.Backend // nil: the default
	Workers     []int        // the numbers of workers to measure
	Repetitions int          // of each
	ChunkSize   int          // 0: the pool's default
	OnStep      func(Step)   // called before each measurement, and at the end; nil: nobody is told
}

// A Step is how far a sweep has come.
type Step struct {
	Done, All int
	Workers   int           // what is measured next; 0 at the end
	Left      time.Duration // what the rest will take, as the past did
}

// Validate says what keeps the sweep from being run, in one sentence.
func (s Sweep) Validate() error {
	switch {
	case s.Workload.make == nil:
		return errors.New("bench: a sweep needs a workload")
	case s.Size < 1:
		return fmt.Errorf("bench: a size of %d, want 1 or more", s.Size)
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
	return nil
}

// Run measures every number of workers once, then all of them again, and so on: what slows the
// machine down for a while slows all alike. Each measurement has a pool of its own, which does the
// job once to warm up. When ctx ends, Run returns what it has with ctx's error.
func (s Sweep) Run(ctx context.Context) ([]Point, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	points := make([]Point, len(s.Workers))
	for i, n := range s.Workers {
		points[i].Workers = n
	}
	j := s.Workload.make(s.Size)
	began, all := time.Now(), len(points)*s.Repetitions
	for done := range all {
		p := &points[done%len(points)]
		s.tell(Step{Done: done, All: all, Workers: p.Workers, Left: left(time.Since(began), done, all)})
		took, err := s.measure(ctx, j, p.Workers)
		if err != nil {
			return points, err
		}
		p.Seconds = append(p.Seconds, took.Seconds())
	}
	s.tell(Step{Done: all, All: all})
	return points, nil
}

func (s Sweep) tell(step Step) {
	if s.OnStep != nil {
		s.OnStep(step)
	}
}

func left(past time.Duration, done, all int) time.Duration {
	if done == 0 {
		return 0
	}
	return past / time.Duration(done) * time.Duration(all-done)
}

// measure is the time of one job on a warm pool.
func (s Sweep) measure(ctx context.Context, j job, n int) (took time.Duration, err error) {
	p, err := pool.New(ctx, pool.Options{Workers: n, Backend: s.Backend})
	if err != nil {
		return 0, err
	}
	defer func() {
		p.Close()
		if err != nil {
			p.Terminate()
		}
		err = errors.Join(err, p.Join(context.WithoutCancel(ctx)))
	}()
	var opts []pool.CallOption
	if s.ChunkSize > 0 {
		opts = append(opts, pool.ChunkSize(s.ChunkSize))
	}
	if err := j.pooled(ctx, p, opts...); err != nil {
		return 0, err
	}
	began := time.Now()
	err = j.pooled(ctx, p, opts...)
	return time.Since(began), err
}
