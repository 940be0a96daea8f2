package pool_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"poolground/pool"
)

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
