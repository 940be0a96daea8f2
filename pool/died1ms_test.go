package pool_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"poolground/pool"
)

// A slowTask takes a time, and ends its worker where World is one.
type slowTask struct {
	World, N int
	Takes    time.Duration
}

var (
	ranSlow sync.Map // N -> *atomic.Int32
	slow    = pool.FuncE("t.slow", func(ctx context.Context, a slowTask) (int, error) {
		v, _ := ranSlow.LoadOrStore(a.N, new(atomic.Int32))
		v.(*atomic.Int32).Add(1)
		time.Sleep(a.Takes)
		return a.N, nil
	})
	// busy is slow by the clock on the wall, and computes all the time.
	busy = pool.FuncE("t.busy", func(ctx context.Context, a slowTask) (int, error) {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		v, _ := ranSlow.LoadOrStore(a.N, new(atomic.Int32))
		v.(*atomic.Int32).Add(1)
		if a.World != 0 {
			w, _ := worlds.Load(a.World)
			w.(*world).link(pool.Worker(ctx)).die(errCrash)
			<-ctx.Done()
			return 0, ctx.Err()
		}
		if a.Takes > 0 {
			for began := time.Now(); time.Since(began) < a.Takes; {
			}
		}
		return a.N, nil
	})
)

// deathAfter runs one chunk whose last task ends the worker, and says which tasks ran twice and
// which failed.
func deathAfter(t *testing.T, takes []time.Duration, opts ...pool.CallOption) (again, failed []int) {
	ranSlow.Clear()
	w := newWorld(t)
	p := w.pool(t, 1)
	args := make([]slowTask, len(takes)+1)
	for i := range takes {
		args[i] = slowTask{N: i, Takes: takes[i]}
	}
	args[len(takes)] = slowTask{World: w.id, N: len(takes)}
	opts = append(opts, pool.KeepGoing(), pool.ChunkSize(len(args)))
	_, err := pool.Map(patient(t), p, busy, args, opts...)
	for _, err := range joined(err) {
		var e *pool.TaskError
		errors.As(err, &e)
		failed = append(failed, e.Index)
	}
	for i := range takes {
		if v, _ := ranSlow.Load(i); v.(*atomic.Int32).Load() > 1 {
			again = append(again, i)
		}
	}
	return again, failed
}

func TestATaskOfAMillisecondIsNeverLostOrRunAgain(t *testing.T) {
	for name, takes := range map[string][]time.Duration{
		"all of 1 ms":        {ms, ms, ms, ms, ms},
		"all of 30 ms":       {30 * ms, 30 * ms, 30 * ms},
		"one":                {ms},
		"after a short one":  {10 * time.Microsecond, ms},
		"after many shorter": append(make([]time.Duration, 3000), ms, 2*ms, 5*ms),
	} {
		t.Run(name, func(t *testing.T) {
			for _, retries := range []int{0, 2} {
				again, failed := deathAfter(t, takes, pool.Retries(retries))
				for _, i := range again {
					if takes[i] >= ms {
						t.Errorf("task %d ran for %v, finished and was run again", i, takes[i])
					}
				}
				for _, i := range failed {
					if i < len(takes) && takes[i] >= ms {
						t.Errorf("task %d ran for %v, finished and was lost", i, takes[i])
					}
				}
			}
		})
	}
}

const ms = time.Millisecond

// A result of a millisecond shows in OnProgress before the next task of its chunk ends.
func TestFinishedResultsAreHandedOverAfterAMillisecond(t *testing.T) {
	for _, b := range inProcess() {
		t.Run(b.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := b.pool(t, 1)
				var told []time.Duration
				began := time.Now()
				args := make([]slowTask, 5)
				for i := range args {
					args[i] = slowTask{N: i, Takes: 10 * ms}
				}
				_, err := pool.Map(context.Background(), p, slow, args, pool.ChunkSize(5),
					pool.OnProgress(func(done, _ int) { told = append(told, time.Since(began)) }))
				same(t, []time.Duration{10 * ms, 20 * ms, 30 * ms, 40 * ms, 50 * ms})(told, err)
			})
		})
	}
}
