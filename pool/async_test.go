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
	for _, b := range backends {
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

type keyOf string

// The context of a job ends it in every phase: before, queued, running, at its end.
func TestTheContextOfAJob(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 1), patient(t)
		cause := errors.New("the cause")
		wantCanceled := func(what string, err error) {
			t.Helper()
			if !errors.Is(err, pool.ErrJobCanceled) || !errors.Is(err, context.Canceled) || !errors.Is(err, cause) {
				t.Errorf("%s: %v", what, err)
			}
		}
		jobs := map[string]func(context.Context, *gate) error{
			"Map": func(c context.Context, g *gate) error {
				_, err := pool.Map(c, p, gated, g.args(3))
				return err
			},
			"MapAsync": func(c context.Context, g *gate) error {
				_, err := pool.MapAsync(c, p, gated, g.args(3)).Get(ctx)
				return err
			},
			"Apply": func(c context.Context, g *gate) error {
				_, err := pool.Apply(c, p, gated, g.at(1))
				return err
			},
			"IMap": func(c context.Context, g *gate) (err error) {
				n := 0
				for _, err = range pool.IMap(c, p, gated, func(yield func(gateArg) bool) { _ = yield(g.at(1)) && yield(g.at(2)) }) {
					n++
				}
				if n != 1 {
					t.Errorf("IMap yielded %d times", n)
				}
				return err
			},
		}
		for name, job := range jobs {
			c, cancel := context.WithCancelCause(context.WithValue(ctx, keyOf("k"), 1))
			cancel(cause)
			wantCanceled(name+" before", job(c, newGate(t)))

			c, cancel = context.WithCancelCause(ctx)
			g := newGate(t)
			result := make(chan error)
			go func() { result <- job(c, g) }()
			receive(t, g.entered)
			cancel(cause)
			wantCanceled(name+" running", receive(t, result))

			c, cancel = context.WithCancelCause(ctx)
			blocker, waiting := newGate(t), newGate(t)
			held := pool.ApplyAsync(ctx, p, gated, blocker.at(1))
			receive(t, blocker.entered)
			go func() { result <- job(c, waiting) }()
			for p.Stats().Queued == 0 {
				time.Sleep(100 * time.Microsecond)
			}
			cancel(cause)
			wantCanceled(name+" queued", receive(t, result))
			blocker.open()
			same(t, 1)(held.Get(ctx))
			if len(waiting.entered) > 0 {
				t.Error(name, "ran although it was canceled")
			}
		}
	})
}

// A refused or ended job leaves nothing on its context.
func TestNothingIsLeftOnAContext(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 1), patient(t)
		c := &countingContext{Context: ctx}
		same(t, 4)(pool.ApplyAsync(c, p, square, 2).Get(ctx))
		if _, err := pool.MapAsync(c, p, square, []int{1}, pool.ChunkSize(-1)).Get(ctx); err == nil {
			t.Error("no error")
		}
		end(t, p)
		if _, err := pool.MapAsync(c, p, square, []int{1}).Get(ctx); err != pool.ErrClosed {
			t.Error(err)
		}
		if n := c.count(); n != 0 {
			t.Errorf("%d functions are left to be called when the context ends", n)
		}
	})
}

// A countingContext counts the functions that context.AfterFunc left with it.
type countingContext struct {
	context.Context
	mu sync.Mutex
	n  int
}

func (c *countingContext) Value(any) any { return nil }

func (c *countingContext) AfterFunc(func()) func() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return sync.OnceValue(func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.n--
		return true
	})
}

func (c *countingContext) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}
