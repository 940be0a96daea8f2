package pool_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"poolground/pool"
)

// wantDied checks that err is the failure of a task whose worker died.
func wantDied(t testing.TB, err error, index int) {
	t.Helper()
	var e *pool.TaskError
	if !errors.Is(err, pool.ErrWorkerDied) || !errors.As(err, &e) {
		t.Errorf("error %v, want a TaskError that is ErrWorkerDied", err)
		return
	}
	if e.Index != index || e.Function != "t.suicidal" || e.Worker < 0 || !strings.Contains(err.Error(), "exit status 7") {
		t.Errorf("error %v (task %d of %s), want task %d and its exit code", err, e.Index, e.Function, index)
	}
}

// Chunks of one: nobody but the deadly task is hurt.
func TestATaskThatEndsItsWorkerFailsAlone(t *testing.T) {
	w := newWorld(t)
	p, ctx := w.pool(t, 2), patient(t)
	ys, err := pool.Map(ctx, p, suicidal, w.fatalAt(12, 7), pool.ChunkSize(1))
	if ys != nil {
		t.Errorf("results %v", ys)
	}
	wantDied(t, err, 7)
	ys, err = pool.Map(ctx, p, suicidal, w.fatalAt(12, 7), pool.ChunkSize(1), pool.KeepGoing())
	wantDied(t, err, 7)
	same(t, []int{0, 1, 2, 3, 4, 5, 6, 0, 8, 9, 10, 11})(ys, nil)
	same(t, pool.Range(0, 30))(pool.Map(ctx, p, suicidal, w.fatalAt(30)))
	for range 30 {
		i := 0
		for y, err := range pool.IMap(ctx, p, suicidal, slices.Values(w.fatalAt(12, 7)), pool.ChunkSize(1)) {
			if i == 7 {
				wantDied(t, err, 7)
			} else if y != i || err != nil {
				t.Errorf("item %d: %d, %v", i, y, err)
			}
			i++
		}
	}
}

// In a chunk, short tasks before the deadly one may go with it: their results had not left the
// worker. No other chunk is hurt, and nothing behind the deadly task.
func TestTheRestOfAChunkRunsElsewhere(t *testing.T) {
	w := newWorld(t)
	p, ctx := w.pool(t, 2), patient(t)
	for size := 2; size <= 12; size++ {
		args := w.fatalAt(24, 3, 13)
		check := func(i, y int, err error) {
			t.Helper()
			deadly := i/size == 3/size && i <= 3 || i/size == 13/size && i <= 13
			switch {
			case err != nil && deadly:
				wantDied(t, err, i)
			case err != nil || y != i || i == 3 || i == 13:
				t.Errorf("chunks of %d, item %d: %d, %v", size, i, y, err)
			}
		}
		ys, err := pool.Map(ctx, p, suicidal, args, pool.ChunkSize(size), pool.KeepGoing())
		failed := map[int]error{}
		for _, err := range joined(err) {
			var e *pool.TaskError
			errors.As(err, &e)
			failed[e.Index] = err
		}
		for i, y := range ys {
			check(i, y, failed[i])
		}
		i := 0
		for y, err := range pool.IMap(ctx, p, suicidal, slices.Values(args), pool.ChunkSize(size)) {
			check(i, y, err)
			i++
		}
		if i != len(args) {
			t.Errorf("%d items", i)
		}
	}
}

func TestEveryTaskEndsItsWorker(t *testing.T) {
	w := newWorld(t)
	p, ctx := w.pool(t, 3), patient(t)
	ys, err := pool.Map(ctx, p, suicidal, w.fatalAt(20, pool.Range(0, 20)...), pool.KeepGoing())
	same(t, make([]int, 20))(ys, nil)
	if n := len(joined(err)); n != 20 {
		t.Errorf("%d errors", n)
	}
	for i, err := range joined(err) {
		wantDied(t, err, i)
	}
}

// joined is the errors that errors.Join joined.
func joined(err error) []error {
	if u, ok := err.(interface{ Unwrap() []error }); ok {
		return u.Unwrap()
	}
	return nil
}

// tries counts how often each task was begun.
type tries struct {
	mu sync.Mutex
	n  map[int]int
}

var (
	triesOf sync.Map
	// dies ends its worker the first Deaths times that it is run.
	dies = pool.FuncE("t.dies", func(ctx context.Context, a dying) (int, error) {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		v, _ := triesOf.Load(a.World)
		c := v.(*tries)
		c.mu.Lock()
		c.n[a.N]++
		deadly := c.n[a.N] <= a.Deaths
		c.mu.Unlock()
		if !deadly {
			return a.N, nil
		}
		w, _ := worlds.Load(a.World)
		w.(*world).link(pool.Worker(ctx)).die(errCrash)
		<-ctx.Done()
		return 0, ctx.Err()
	})
)

type dying struct{ World, N, Deaths int }

func (w *world) counted(t testing.TB) *tries {
	c := &tries{n: map[int]int{}}
	triesOf.Store(w.id, c)
	t.Cleanup(func() { triesOf.Delete(w.id) })
	return c
}

func TestRetriesAreBounded(t *testing.T) {
	for retries := range 4 {
		for deaths := range 5 {
			t.Run(fmt.Sprintf("%d retries, %d deaths", retries, deaths), func(t *testing.T) {
				w := newWorld(t)
				p, ctx, count := w.pool(t, 2), patient(t), w.counted(t)
				y, err := pool.Apply(ctx, p, dies, dying{w.id, 3, deaths}, pool.Retries(retries))
				if deaths <= retries {
					same(t, 3)(y, err)
				} else if y != 0 || !errors.Is(err, pool.ErrWorkerDied) {
					t.Errorf("got %v, %v", y, err)
				}
				if want := min(deaths, retries) + 1; count.n[3] != want {
					t.Errorf("begun %d times, want %d", count.n[3], want)
				}
			})
		}
	}
}

func TestAllWorkersDieAtOnce(t *testing.T) {
	w := newWorld(t)
	p, ctx, g := w.pool(t, 4), patient(t), newGate(t)
	res := pool.MapAsync(ctx, p, gated, g.args(8), pool.ChunkSize(1), pool.KeepGoing())
	for range 4 {
		receive(t, g.entered)
	}
	for slot := range 4 {
		w.link(slot).die(errCrash)
	}
	for range 4 {
		receive(t, g.entered)
	}
	g.open()
	ys, err := res.Get(ctx)
	right := 0
	for i, y := range ys {
		if y == i && y > 0 {
			right++
		}
	}
	if n := len(joined(err)); n != 4 || right < 3 {
		t.Errorf("%v, %d failed", ys, n)
	}
	same(t, squares(10))(pool.Map(ctx, p, square, pool.Range(0, 10)))
}

func TestACrashAfterCloseIsNotTheEnd(t *testing.T) {
	w := newWorld(t)
	p, ctx := w.pool(t, 2), patient(t)
	g := newGate(t)
	held := pool.MapAsync(ctx, p, gated, g.args(2), pool.ChunkSize(1))
	receive(t, g.entered)
	receive(t, g.entered)
	deadly := pool.MapAsync(ctx, p, suicidal, w.fatalAt(6, 1, 4), pool.ChunkSize(1), pool.KeepGoing())
	p.Close()
	g.open()
	same(t, []int{0, 1})(held.Get(ctx))
	ys, err := deadly.Get(ctx)
	same(t, []int{0, 0, 2, 3, 0, 5})(ys, nil)
	if len(joined(err)) != 2 {
		t.Error(err)
	}
	if err := p.Join(ctx); err != nil {
		t.Error(err)
	}
}

func TestAWorkerDiesBetweenChunks(t *testing.T) {
	w := newWorld(t)
	p, ctx := w.pool(t, 1), patient(t)
	for i := range 20 {
		same(t, i*i)(pool.Apply(ctx, p, square, i, pool.Retries(3)))
		w.link(0).die(errCrash)
	}
}
