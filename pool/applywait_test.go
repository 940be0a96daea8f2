package pool_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"poolground/pool"
)

// The caller of Apply may do the sending and the receiving itself: what else happens meanwhile must
// reach it, and what comes for others must reach them.
var applyWaits = []struct {
	name string
	run  func(t *testing.T, ctx context.Context, p *pool.Pool, g *gate)
}{
	{"its context ends", func(t *testing.T, ctx context.Context, p *pool.Pool, g *gate) {
		short, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if _, err := pool.Apply(short, p, gated, g.at(1)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		g.open()
	}},
	{"the pool is terminated", func(t *testing.T, ctx context.Context, p *pool.Pool, g *gate) {
		time.AfterFunc(time.Second, p.Terminate)
		if _, err := pool.Apply(ctx, p, gated, g.at(1)); !errors.Is(err, pool.ErrTerminated) {
			t.Errorf("error %v", err)
		}
		g.open()
	}},
	{"its time is up", func(t *testing.T, ctx context.Context, p *pool.Pool, g *gate) {
		if _, err := pool.Apply(ctx, p, gated, g.at(1), pool.TaskTimeout(time.Second)); !errors.Is(err, pool.ErrTaskTimeout) {
			t.Errorf("error %v", err)
		}
		g.open()
	}},
	{"others wait for the same worker", func(t *testing.T, ctx context.Context, p *pool.Pool, g *gate) {
		results := make(chan error)
		for n := range 3 {
			go func() {
				y, err := pool.Apply(ctx, p, gated, g.at(n))
				if err == nil && y != n {
					err = errors.New("a wrong result")
				}
				results <- err
			}()
		}
		later := pool.MapAsync(ctx, p, square, pool.Range(0, 10))
		time.AfterFunc(time.Second, g.open)
		for range 3 {
			same(t, 0)(0, <-results)
		}
		same(t, []int{0, 1, 4, 9, 16, 25, 36, 49, 64, 81})(later.Get(ctx))
	}},
	{"an asynchronous job follows at once", func(t *testing.T, ctx context.Context, p *pool.Pool, g *gate) {
		g.open()
		for n := range 50 {
			same(t, n)(pool.Apply(ctx, p, gated, g.at(n)))
			began := time.Now()
			same(t, n*n)(pool.ApplyAsync(ctx, p, square, n).Get(ctx))
			if waited := time.Since(began); waited > 0 {
				t.Errorf("the result came after %v, when somebody looked", waited)
			}
		}
	}},
}

func TestApplyWaits(t *testing.T) {
	for _, b := range inProcess() {
		for _, c := range applyWaits {
			t.Run(c.name+"/"+b.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p, ctx := newPool(t, pool.Options{Workers: 1, Backend: b.start()}), leisurely(t)
					same(t, 9)(pool.Apply(ctx, p, square, 3))
					c.run(t, ctx, p, newGate(t))
				})
			})
		}
	}
}

// A worker that dies while nobody receives from it is missed before long.
func TestADeathAfterApplyIsSeen(t *testing.T) {
	for _, kind := range linkKinds {
		synctest.Test(t, func(t *testing.T) {
			w := bubbleWorld(t)
			died := make(chan pool.Event, 10)
			p := newPool(t, pool.Options{Workers: 1, Backend: wrapped{w, kind}, OnEvent: func(e pool.Event) {
				if e.Kind == pool.WorkerDied {
					died <- e
				}
			}})
			ctx := leisurely(t)
			for range 5 {
				same(t, 9)(pool.Apply(ctx, p, square, 3))
			}
			began := time.Now()
			w.link(0).die(errCrash)
			<-died
			if after := time.Since(began); after > 10*time.Millisecond {
				t.Errorf("its death was seen after %v", after)
			}
			same(t, 9)(pool.Apply(ctx, p, square, 3))
		})
	}
}
