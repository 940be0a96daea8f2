package soak

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"poolground/pool"
)

// A Task is the argument of the soak's functions.
type Task struct {
	N     int
	Sleep time.Duration
	Data  []byte
}

var (
	errPicky = errors.New("not this one")

	// work fails or panics for some numbers, and else says what it was given.
	work = pool.FuncE("soak.work", func(ctx context.Context, t Task) (Task, error) {
		if t.Sleep > 0 {
			select {
			case <-time.After(t.Sleep):
			case <-ctx.Done():
				return Task{}, ctx.Err()
			}
		}
		switch {
		case picky(t.N):
			return Task{}, fmt.Errorf("number %d: %w", t.N, errPicky)
		case panics(t.N):
			panic(errPicky)
		}
		slices.Reverse(t.Data)
		return Task{N: t.N*t.N + 1, Data: t.Data}, nil
	})
	scale = pool.Func2("soak.scale", func(factors []int, n int) int { return factors[n%len(factors)] * n })
)

func init() { pool.RegisterError("soak.errPicky", errPicky) }

func picky(n int) bool  { return n%17 == 3 }
func panics(n int) bool { return n%29 == 5 }

// submit runs random jobs until ctx ends.
func (s *soak) submit(ctx context.Context, r *rand.Rand) {
	for ctx.Err() == nil {
		job, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), patience, errHung)
		err := s.anyJob(job, r)
		cancel()
		s.jobs.Add(1)
		if err != nil {
			s.fail(err)
		}
	}
}

var errHung = fmt.Errorf("the job did not end within %v", patience)

func (s *soak) anyJob(ctx context.Context, r *rand.Rand) error {
	switch r.IntN(7) {
	case 0:
		return s.partial(ctx, r)
	case 1, 2:
		return s.stream(ctx, r)
	case 3:
		return s.canceled(ctx, r)
	case 4:
		return s.applied(ctx, r)
	}
	return s.mapped(ctx, r)
}

// tasks are random, small ones and large ones, those that take time and those that fail.
func tasks(r *rand.Rand) []Task {
	tasks := make([]Task, 1+r.IntN(60))
	fails := r.IntN(2) == 0
	for i := range tasks {
		t := &tasks[i]
		for t.N = r.IntN(1000); !fails && (picky(t.N) || panics(t.N)); t.N++ {
		}
		if r.IntN(4) == 0 {
			t.Sleep = time.Duration(r.IntN(3000)) * time.Microsecond
		}
		size := r.IntN(200)
		if r.IntN(40) == 0 {
			size = r.IntN(200 << 10)
		}
		t.Data = make([]byte, size)
		for k := range t.Data {
			t.Data[k] = byte(t.N + k)
		}
	}
	return tasks
}

// check compares the outcome of one task with what a plain call of it says.
func (s *soak) check(t, got Task, err error) error {
	switch {
	case errors.Is(err, errHung):
		return err
	case errors.Is(err, pool.ErrWorkerDied):
		return nil
	case picky(t.N) || panics(t.N):
		if !errors.Is(err, errPicky) {
			return fmt.Errorf("task %d should fail: %v, %v", t.N, got.N, err)
		}
		return nil
	case err != nil:
		return fmt.Errorf("task %d: %w", t.N, err)
	}
	want := slices.Clone(t.Data)
	slices.Reverse(want)
	if got.N != t.N*t.N+1 || !slices.Equal(got.Data, want) {
		return fmt.Errorf("task %d gives %d and %d bytes", t.N, got.N, len(got.Data))
	}
	return nil
}

func options(r *rand.Rand) []pool.CallOption {
	o := []pool.CallOption{pool.Retries(r.IntN(3))}
	if r.IntN(2) == 0 {
		o = append(o, pool.ChunkSize(1+r.IntN(20)))
	}
	return o
}

// fresh copies tasks for one call: goroutines reverse the data where it lies.
func fresh(tasks []Task) []Task {
	all := slices.Clone(tasks)
	for i := range all {
		all[i].Data = slices.Clone(all[i].Data)
	}
	return all
}

func (s *soak) mapped(ctx context.Context, r *rand.Rand) error {
	tasks := tasks(r)
	ys, err := pool.Map(ctx, s.pool, work, fresh(tasks), append(options(r), pool.KeepGoing())...)
	if len(ys) != len(tasks) {
		return fmt.Errorf("%d results of %d tasks: %w", len(ys), len(tasks), err)
	}
	failed := make([]error, len(tasks))
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		for _, err := range all.Unwrap() {
			var e *pool.TaskError
			if !errors.As(err, &e) {
				return err
			}
			failed[e.Index] = err
		}
	}
	s.count(err)
	for i, t := range tasks {
		if err := s.check(t, ys[i], failed[i]); err != nil {
			return fmt.Errorf("map: %w", err)
		}
	}
	return nil
}

// applied makes calls one after the other, whose caller waits. Some of them give up early.
func (s *soak) applied(ctx context.Context, r *rand.Rand) error {
	for _, t := range tasks(r) {
		hurried, cancel := ctx, context.CancelFunc(func() {})
		if r.IntN(20) == 0 {
			hurried, cancel = context.WithTimeout(ctx, time.Duration(r.IntN(2000))*time.Microsecond)
		}
		y, err := pool.Apply(hurried, s.pool, work, fresh([]Task{t})[0], options(r)...)
		gaveUp := hurried.Err() != nil && ctx.Err() == nil
		cancel()
		s.count(err)
		if gaveUp && errors.Is(err, context.DeadlineExceeded) {
			continue
		}
		if err := s.check(t, y, err); err != nil {
			return fmt.Errorf("apply: %w", err)
		}
	}
	return nil
}

func (s *soak) count(err error) {
	if errors.Is(err, pool.ErrWorkerDied) {
		s.lost.Add(1)
	}
}

func (s *soak) partial(ctx context.Context, r *rand.Rand) error {
	factors := make([]int, 1+r.IntN(10_000))
	for i := range factors {
		factors[i] = r.IntN(100)
	}
	ns := pool.Range(0, r.IntN(2000))
	ys, err := pool.Map(ctx, s.pool, pool.Partial(scale, factors), ns, options(r)...)
	if err != nil {
		s.count(err)
		return s.check(Task{}, Task{}, err)
	}
	for i, y := range ys {
		if y != factors[i%len(factors)]*i {
			return fmt.Errorf("partial: task %d gives %d", i, y)
		}
	}
	return nil
}

func (s *soak) stream(ctx context.Context, r *rand.Rand) error {
	tasks := tasks(r)
	byNumber := map[int]Task{}
	for _, t := range tasks {
		byNumber[t.N] = t
	}
	stop, i, died := r.IntN(90), 0, error(nil)
	for y, err := range pool.IMap(ctx, s.pool, work, slices.Values(fresh(tasks)), options(r)...) {
		if i >= len(tasks) {
			return fmt.Errorf("imap: more than %d items: %v", len(tasks), err)
		}
		if err := s.check(tasks[i], y, err); err != nil {
			return fmt.Errorf("imap: %w", err)
		}
		if errors.Is(err, pool.ErrWorkerDied) {
			died = err
		}
		if i++; i == stop {
			break
		}
	}
	s.count(died)
	if i != stop && i != len(tasks) {
		return fmt.Errorf("imap: %d of %d items", i, len(tasks))
	}
	return nil
}

func (s *soak) canceled(ctx context.Context, r *rand.Rand) error {
	res := pool.MapAsync(ctx, s.pool, work, tasks(r), options(r)...)
	time.Sleep(time.Duration(r.IntN(2000)) * time.Microsecond)
	res.Cancel()
	_, err := res.Get(ctx)
	s.count(err)
	switch {
	case errors.Is(err, errHung), errors.Is(err, context.DeadlineExceeded):
		return err
	case err == nil, errors.Is(err, pool.ErrJobCanceled), errors.Is(err, errPicky), errors.Is(err, pool.ErrWorkerDied):
		return nil
	}
	return err
}
