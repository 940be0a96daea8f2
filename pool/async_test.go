package pool_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"poolground/pool"
)

func TestAsyncResultBeforeAndAfter(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx, g := b.pool(t, 1), patient(t), newGate(t)
		res := pool.ApplyAsync(ctx, p, gated, g.at(5))
		receive(t, g.entered)
		if ok, err := res.Successful(); ok || err != pool.ErrNotReady || res.Ready() {
			t.Error(ok, err)
		}
		ended, cancel := context.WithCancel(ctx)
		cancel()
		if v, err := res.Get(ended); v != 0 || err != context.Canceled {
			t.Error(v, err)
		}
		if err := res.Wait(ended); err != context.Canceled {
			t.Error(err)
		}
		g.open()
		receive(t, res.Done())
		for range 3 {
			same(t, 5)(res.Get(ended)) // a ready result wins
			if err := res.Wait(ended); err != nil {
				t.Error(err)
			}
		}
		if ok, err := res.Successful(); !ok || err != nil || !res.Ready() {
			t.Error(ok, err)
		}
		res.Cancel() // too late
		same(t, 5)(res.Get(ctx))

		failed := pool.ApplyAsync(ctx, p, picky, 7)
		if err := failed.Wait(ctx); err != nil {
			t.Error(err)
		}
		if ok, err := failed.Successful(); ok || err != nil {
			t.Error(ok, err)
		}
	})
}

// A get with a deadline ends at the deadline and the task goes on.
func TestGetEndsAtItsDeadline(t *testing.T) {
	for _, b := range inProcess() {
		t.Run(b.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, ctx := b.pool(t, 1), context.Background()
				began := time.Now()
				res := pool.ApplyAsync(ctx, p, slow, slowTask{N: 3, Takes: time.Hour})
				short, cancel := context.WithTimeout(ctx, time.Minute)
				defer cancel()
				if _, err := res.Get(short); err != context.DeadlineExceeded || time.Since(began) != time.Minute {
					t.Error(err, time.Since(began))
				}
				same(t, 3)(res.Get(ctx))
				if time.Since(began) != time.Hour {
					t.Error("Get returned after", time.Since(began))
				}
			})
		})
	}
}

func TestOnDoneIsCalledOnce(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx, g := b.pool(t, 2), patient(t), newGate(t)
		for _, succeed := range []bool{true, false} {
			g := newGate(t)
			res := pool.MapAsync(ctx, p, gatedOrFail, g.args(1))
			if succeed {
				res = pool.MapAsync(ctx, p, gated, g.args(1))
			}
			receive(t, g.entered)
			calls := make(chan error, 100)
			note := func(v []int, err error) {
				if !res.Ready() || (err == nil) != succeed || (v != nil) != succeed {
					t.Error(v, err, res.Ready())
				}
				calls <- err
			}
			res.OnDone(note)
			res.OnDone(note)
			if len(calls) > 0 {
				t.Error("called early")
			}
			g.open()
			receive(t, calls)
			receive(t, calls)
			res.OnDone(note)
			receive(t, calls)
			if len(calls) > 0 {
				t.Error("called twice")
			}
		}
		g.open()
		func() {
			defer func() {
				if recover() == nil {
					t.Error("OnDone of nil did not panic")
				}
			}()
			pool.ApplyAsync(ctx, p, square, 1).OnDone(nil)
		}()
	})
}

// A lockedBuffer is a writer that can be read while others write.
type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
	more chan struct{}
}

func newLockedBuffer() *lockedBuffer { return &lockedBuffer{more: make(chan struct{}, 1<<14)} }

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case b.more <- struct{}{}:
	default:
	}
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func TestAPanicInOnDoneHarmsNobody(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		stderr := newLockedBuffer()
		p := newPool(t, pool.Options{Workers: 2, Backend: b.start(), Stderr: stderr})
		ctx := patient(t)
		pool.ApplyAsync(ctx, p, square, 1).OnDone(func(int, error) { panic("in the callback") })
		receive(t, stderr.more)
		if s := stderr.String(); !strings.Contains(s, "pool: panic in OnDone: in the callback\n") || !strings.Contains(s, "async_test.go") {
			t.Errorf("printed %q", s)
		}
		same(t, squares(10))(pool.Map(ctx, p, square, pool.Range(0, 10)))
	})
}

func TestJoinDoesNotWaitForOnDone(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 1), patient(t)
		called, release := make(chan bool), make(chan bool)
		pool.ApplyAsync(ctx, p, square, 1).OnDone(func(int, error) {
			called <- true
			<-release
			called <- true
		})
		receive(t, called)
		end(t, p)
		close(release)
		receive(t, called)
	})
}

func TestCancel(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx, g := b.pool(t, 2), patient(t), newGate(t)
		res := pool.MapAsync(ctx, p, gated, g.args(10), pool.ChunkSize(1))
		receive(t, g.entered)
		receive(t, g.entered)
		res.Cancel()
		ys, err := res.Get(ctx)
		if ys != nil || !errors.Is(err, pool.ErrJobCanceled) || errors.Is(err, context.Canceled) {
			t.Error(ys, err)
		}
		same(t, squares(10))(pool.Map(ctx, p, square, pool.Range(0, 10), pool.ChunkSize(1)))
		end(t, p)
		if g.left.Load() != 2 || len(g.entered) != 0 {
			t.Errorf("%d tasks ended early, %d more began", g.left.Load(), len(g.entered))
		}
		res.Cancel()
	})
}
