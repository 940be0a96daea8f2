// Package soak runs random jobs on a pool whose workers are killed all the time, and sees that
// every job ends rightly or with its error and that memory stays flat. Natively, on goroutines,
// framed links and processes:
//
//	go test ./pool/soak -run Soak -soak 10m -timeout 0 -v
//
// On Web Workers, in headless Chromium:
//
//	go test ./e2e -run Soak -soak 10m -timeout 0 -v
//
// Without -soak each lasts about a second.
package soak

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"poolground/pool"
)

// KillEvery is how often a worker is killed.
const KillEvery = 100 * time.Millisecond

// clients is how many goroutines submit jobs, one after the other.
const clients = 4

// A Report is what a soak did.
type Report struct {
	Jobs, Lost int // jobs that ended, and those of them that lost a task with its worker
	Kills      int
	Heap       []uint64 // bytes in use after a collection, from time to time
}

// Run runs jobs on a pool of a backend for d, and until a worker was killed. It returns early, with
// the error, when a job ends with a wrong result or an error that is not its own, or does not end.
func Run(ctx context.Context, b pool.Backend, workers int, d time.Duration, seed uint64) (Report, error) {
	victims := &victims{backend: b}
	p, err := pool.New(ctx, pool.Options{Workers: workers, Backend: victims.wrap()})
	if err != nil {
		return Report{}, err
	}
	s := &soak{pool: p, victims: victims}
	ctx, s.fail = context.WithCancelCause(ctx)
	end := time.Now().Add(d)
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() { s.submit(ctx, rand.New(rand.NewPCG(seed, uint64(i)))) })
	}
	all.Go(func() { s.kill(ctx, rand.New(rand.NewPCG(seed, clients)), end) })
	s.watchHeap(ctx, d/40)
	all.Wait()
	p.Close()
	err = context.Cause(ctx)
	if err == errOver {
		err = nil
	}
	join, cancelJoin := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancelJoin()
	r := Report{Jobs: int(s.jobs.Load()), Lost: int(s.lost.Load()), Kills: int(s.kills.Load()), Heap: s.heap}
	return r, errors.Join(err, p.Join(join))
}

var errOver = errors.New("the soak is over")

// patience is after how long a job hangs.
const patience = time.Minute

type soak struct {
	pool              *pool.Pool
	victims           *victims
	fail              context.CancelCauseFunc
	jobs, lost, kills atomic.Int64
	heap              []uint64
}

// every calls f from time to time until ctx ends.
func every(ctx context.Context, d time.Duration, f func()) {
	tick := time.NewTicker(d)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			f()
		}
	}
}

func (s *soak) kill(ctx context.Context, r *rand.Rand, end time.Time) {
	every(ctx, KillEvery, func() {
		if late := time.Since(end); late > 0 && s.kills.Load() > 0 || late > patience {
			s.fail(errOver)
			return
		}
		if s.victims.unkillable() {
			// A goroutine is given up instead, when its task takes too long.
			_, err := pool.Apply(ctx, s.pool, work, Task{Sleep: time.Hour}, pool.TaskTimeout(5*time.Millisecond))
			if !errors.Is(err, pool.ErrTaskTimeout) && ctx.Err() == nil {
				s.fail(fmt.Errorf("a task that takes too long ended with %v", err))
			}
			s.kills.Add(1)
		} else if s.victims.kill(r) {
			s.kills.Add(1)
		}
	})
}

func (s *soak) watchHeap(ctx context.Context, interval time.Duration) {
	every(ctx, max(interval, time.Millisecond), func() {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		s.heap = append(s.heap, m.HeapAlloc)
	})
}

// Flat is nil if the heap's median in the last quarter of the time is about that of the first.
func (r Report) Flat() error {
	n := len(r.Heap) / 4
	if n == 0 {
		return nil
	}
	first, last := median(r.Heap[:n]), median(r.Heap[len(r.Heap)-n:])
	if last > first+first/4+slack {
		return fmt.Errorf("the heap grew from %d to %d bytes (medians of the first and the last quarter)", first, last)
	}
	return nil
}

// slack is what the random sizes of the jobs that run make of a difference, in bytes.
const slack = 4 << 20

func median(v []uint64) uint64 { return slices.Sorted(slices.Values(v))[len(v)/2] }

func (r Report) String() string {
	n := max(1, len(r.Heap)/4)
	text := fmt.Sprintf("%d jobs, %d of them lost a task, %d workers killed", r.Jobs, r.Lost, r.Kills)
	if len(r.Heap) >= n {
		text += fmt.Sprintf(", heap %d KiB at first, %d KiB at last", median(r.Heap[:n])>>10, median(r.Heap[len(r.Heap)-n:])>>10)
	}
	return text
}
