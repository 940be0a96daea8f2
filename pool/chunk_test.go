package pool_test

import (
	"context"
	"testing"

	"poolground/pool"
)

// The default chunk is Python's: ceil(n / (4 x workers)), for Map and Starmap.
func TestDefaultChunkSize(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		for _, workers := range []int{1, 3} {
			for _, n := range []int{1, 4, 5, 12, 13, 100, 101} {
				for _, star := range []bool{false, true} {
					r := &recorder{}
					p, err := pool.New(context.Background(), pool.Options{Workers: workers, Backend: b.start(), OnEvent: r.note})
					if err != nil {
						t.Fatal(err)
					}
					if star {
						_, err = pool.Starmap(patient(t), p, mul, pool.Zip(pool.Range(0, n), pool.Range(0, n)))
					} else {
						_, err = pool.Map(patient(t), p, square, pool.Range(0, n))
					}
					end(t, p)
					if err != nil {
						t.Error(err)
					}
					size := (n + 4*workers - 1) / (4 * workers)
					next := 0
					for _, e := range r.events {
						if e.Kind != pool.ChunkQueued {
							continue
						}
						if e.First != next || e.Count != min(size, n-next) {
							t.Errorf("%d items, %d workers: chunk of %d at %d, want %d at %d", n, workers, e.Count, e.First, min(size, n-next), next)
						}
						next += e.Count
					}
					if next != n {
						t.Errorf("%d of %d items", next, n)
					}
				}
			}
		}
	})
}

// Each worker is one at a time, and no more than N run.
func TestNoMoreTasksRunThanThereAreWorkers(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		const workers = 4
		p, ctx, g := b.pool(t, workers), patient(t), newGate(t)
		results := make([]*pool.AsyncResult[int], 15*workers)
		for i := range results {
			results[i] = pool.ApplyAsync(ctx, p, crowd, g.at(i))
		}
		for i, r := range results {
			if n, err := r.Get(ctx); err != nil || n > workers || n < 1 {
				t.Errorf("task %d: %d at once, %v", i, n, err)
			}
		}
	})
}

// crowd is how many of it run at once at a gate.
var crowd = pool.Func("t.crowd", func(a gateArg) int {
	g := a.enter()
	n := g.left.Add(1)
	defer g.left.Add(-1)
	for range 10 {
		n = max(n, g.left.Load())
	}
	return int(n)
})

func TestWorkerIsTheSlot(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 3), patient(t)
		slots, err := pool.Map(ctx, p, slotOf, make([]int, 100), pool.ChunkSize(1))
		if err != nil {
			t.Error(err)
		}
		for _, s := range slots {
			if s < 0 || s > 2 {
				t.Errorf("slot %d of 3", s)
			}
		}
		if s := pool.Worker(ctx); s != -1 {
			t.Errorf("slot %d outside of a task", s)
		}
	})
}

var slotOf = pool.FuncE("t.slotOf", func(ctx context.Context, _ int) (int, error) {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	return pool.Worker(inner), nil
})

func TestAPoolInsideAWorkerIsRefused(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 1), patient(t)
		id := int(nextID.Add(1))
		pools.Store(id, p)
		defer pools.Delete(id)
		for what := range 6 {
			_, err := pool.Apply(ctx, p, nests, [2]int{id, what})
			var e *pool.TaskError
			if !isNested(err, &e) {
				t.Errorf("%d: %v", what, err)
			}
		}
		end(t, p)
	})
}
