package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"

	"poolground/pool"
)

// A frail is an argument and a result that fails, or ends its worker, in one phase of its way.
type frail struct{ How string }

func (f frail) MarshalBinary() ([]byte, error) {
	if err := f.in("encode "); err != nil {
		return nil, err
	}
	return []byte(f.How), nil
}

func (f *frail) UnmarshalBinary(b []byte) error {
	f.How = string(b)
	return f.in("decode ")
}

// in does what is to be done in a phase: "decode fail" fails where it is decoded.
func (f frail) in(phase string) error {
	switch f.How {
	case phase + "fail":
		return errors.New("frail")
	case phase + "panic":
		panic("frail")
	case phase + "exit":
		os.Exit(5)
	case phase + "trap":
		trap()
	}
	return nil
}

// breaks runs a phase in the worker: "run exit", or "result decode fail" in the parent.
var breaks = pool.FuncE("breaks", func(_ context.Context, f frail) (frail, error) {
	f.How = strings.TrimPrefix(f.How, "result ")
	return f, f.in("run ")
})

func checkPhases(ctx context.Context, p *pool.Pool) error {
	for _, phase := range []string{"decode ", "run ", "result encode ", "result decode "} {
		for how, died := range map[string]bool{"fail": false, "panic": false, "exit": true, "trap": true} {
			if phase == "result decode " && died {
				continue // that would be the parent
			}
			_, err := pool.Map(ctx, p, breaks, []frail{{"fine"}, {phase + how}}, pool.ChunkSize(1))
			var task *pool.TaskError
			if !errors.As(err, &task) || task.Index != 1 || errors.Is(err, pool.ErrWorkerDied) != died {
				return fmt.Errorf("%s%s gives %v", phase, how, err)
			}
			fine, err := pool.Map(ctx, p, breaks, []frail{{"fine"}, {"too"}}, pool.Retries(2))
			if err := expect(fine, err, []frail{{"fine"}, {"too"}}); err != nil {
				return fmt.Errorf("after %s%s: %w", phase, how, err)
			}
		}
	}
	return nil
}

// checkTiny is a million tasks that take no time.
func checkTiny(ctx context.Context, p *pool.Pool) error {
	xs := pool.Range(0, 1_000_000)
	ys, err := pool.Map(ctx, p, square, xs)
	return expect(ys, err, squaresOf(xs))
}

// checkCrowd submits far more than there are workers.
func checkCrowd(ctx context.Context, p *pool.Pool) error {
	var results []*pool.AsyncResult[int]
	for i := range 15 * p.Workers() {
		results = append(results, pool.ApplyAsync(ctx, p, busy, i%3))
		if n := p.Stats().Running; n > p.Workers() {
			return fmt.Errorf("%d chunks run on %d workers", n, p.Workers())
		}
	}
	for i, r := range results {
		y, err := r.Get(ctx)
		if err := expect(y, err, i%3); err != nil {
			return err
		}
	}
	return nil
}

// checkInFlight kills workers while megabytes are on their way to and from them.
func checkInFlight(ctx context.Context, p *pool.Pool) error {
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i := range errs {
		wg.Go(func() {
			_, err := pool.Apply(ctx, p, heavyExit, make([]byte, 8<<20))
			errs[i] = refuse(err, pool.ErrWorkerDied)
		})
	}
	wg.Wait()
	return errors.Join(append(errs, checkApply(ctx, p))...)
}

var heavyExit = pool.Func("heavy exit", func(b []byte) []byte { os.Exit(len(b) >> 20); return b })

// memory is the size of the program's memory, which never shrinks.
func memory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys
}

// A load is an item of an endless stream, and the memory of the worker that had it.
type load struct {
	Worker int
	Memory uint64
	Data   []byte
}

var carries = pool.FuncE("carries", func(ctx context.Context, l load) (load, error) {
	l.Worker = pool.Worker(ctx)
	l.Memory = memory()
	return l, nil
})

// checkEndless sees that no memory grows while an endless stream runs.
func checkEndless(ctx context.Context, p *pool.Pool) error {
	const warm, all, size, slack = 10_000, 40_000, 4 << 10, 4 << 20
	loads := func(yield func(load) bool) {
		for yield(load{Data: make([]byte, size)}) {
		}
	}
	n := 0
	first, last := map[int]uint64{}, map[int]uint64{}
	for l, err := range pool.IMap(ctx, p, carries, loads) {
		if err != nil || len(l.Data) != size {
			return fmt.Errorf("item %d: %d bytes, %w", n, len(l.Data), err)
		}
		last[l.Worker], last[-1] = l.Memory, memory()
		if n++; n <= warm {
			first[l.Worker], first[-1] = last[l.Worker], last[-1]
		}
		if n == all {
			break
		}
	}
	for who, at := range last {
		if at > first[who]+slack {
			return fmt.Errorf("the memory of worker %d grew from %d to %d bytes", who, first[who], at)
		}
	}
	return nil
}
