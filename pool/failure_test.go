package pool_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"poolground/pool"
)

var (
	errPicky = errors.New("not to my taste")
	// picky refuses multiples of 7.
	picky = pool.FuncE("t.picky", func(_ context.Context, x int) (int, error) {
		if x%7 == 0 {
			return 99, fmt.Errorf("item %d: %w", x, errPicky)
		}
		return x, nil
	})
)

func init() { pool.RegisterError("t.errPicky", errPicky) }

// wantTaskError checks a task's failure.
func wantTaskError(t testing.TB, err error, function string, index int, text string) *pool.TaskError {
	t.Helper()
	var e *pool.TaskError
	if !errors.As(err, &e) {
		t.Errorf("error %v, want a *TaskError", err)
		return &pool.TaskError{}
	}
	if e.Function != function || e.Index != index {
		t.Errorf("error %.200v: task %d of %s, want task %d of %s", err, e.Index, e.Function, index, function)
	}
	if e.Err == nil || e.Err.Error() != text {
		t.Errorf("error %.200s, want %.200s", e.Err, text)
	}
	return e
}

func TestAFailingTaskFailsTheJob(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), patient(t)
		args := []int{1, 2, 3, 14, 5, 6}
		for size := 1; size <= 6; size++ {
			ys, err := pool.Map(ctx, p, picky, args, pool.ChunkSize(size))
			if ys != nil {
				t.Errorf("results %v", ys)
			}
			e := wantTaskError(t, err, "t.picky", 3, "item 14: not to my taste")
			if !errors.Is(err, errPicky) || e.Stack != "" || e.Worker < 0 || e.Worker > 1 {
				t.Errorf("%v: %+v", err, e)
			}
			want := fmt.Sprintf("pool: t.picky, task 3, worker %d: item 14: not to my taste", e.Worker)
			if err.Error() != want {
				t.Errorf("text %q, want %q", err, want)
			}
		}
		y, err := pool.Apply(ctx, p, picky, 0)
		if y != 0 {
			t.Errorf("a failed Apply gave %d", y)
		}
		wantTaskError(t, err, "t.picky", 0, "item 0: not to my taste")
		_, err = pool.Starmap(ctx, p, choosy, pool.Zip(pool.Range(1, 9), pool.Range(1, 9)))
		wantTaskError(t, err, "t.choosy", 6, "7*7")
	})
}

var choosy = pool.Func2E("t.choosy", func(_ context.Context, x, y int) (int, error) {
	if x == 7 {
		return 0, fmt.Errorf("%d*%d", x, y)
	}
	return x * y, nil
})

// When a task fails, what has not begun is dropped, and what runs sees its context end.
func TestAFailureStopsTheRestOfTheJob(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx, g := b.pool(t, 2), patient(t), newGate(t)
		res := pool.MapAsync(ctx, p, gatedOrFail, g.args(20), pool.ChunkSize(1))
		n := receive(t, g.entered) + receive(t, g.entered)
		if n != 1 {
			t.Errorf("tasks 0 and 1 should run first, not %d", n)
		}
		g.opened <- struct{}{} // one of them fails
		ys, err := res.Get(ctx)
		if ys != nil || !errors.Is(err, errPicky) {
			t.Errorf("%v, %v", ys, err)
		}
		same(t, squares(9))(pool.Map(ctx, p, square, pool.Range(0, 9), pool.ChunkSize(1))) // both workers are free again
		end(t, p)
		if len(g.entered) > 0 || g.left.Load() != 2 {
			t.Errorf("task %d ran after the failure, or %d tasks did not end", len(g.entered), 2-g.left.Load())
		}
	})
}

var gatedOrFail = pool.FuncE("t.gatedOrFail", func(ctx context.Context, a gateArg) (int, error) {
	g := a.enter()
	defer g.left.Add(1)
	select {
	case <-g.opened:
		return 0, errPicky
	case <-ctx.Done():
		return 0, ctx.Err()
	}
})

func TestKeepGoing(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 3), patient(t)
		for _, size := range []int{1, 4, 50} {
			ys, err := pool.Map(ctx, p, picky, pool.Range(0, 30), pool.ChunkSize(size), pool.KeepGoing())
			want := pool.Range(0, 30)
			for i := range want {
				if i%7 == 0 {
					want[i] = 0
				}
			}
			same(t, want)(ys, nil)
			all := joined(err)
			if len(all) != 5 {
				t.Fatalf("%d errors: %v", len(all), err)
			}
			for i, err := range all {
				wantTaskError(t, err, "t.picky", 7*i, fmt.Sprintf("item %d: not to my taste", 7*i))
				if !errors.Is(err, errPicky) {
					t.Error("not errPicky:", err)
				}
			}
		}
		same(t, []int{1, 2})(pool.Map(ctx, p, picky, []int{1, 2}, pool.KeepGoing()))
		ys, err := pool.MapAsync(ctx, p, picky, []int{0, 1}, pool.KeepGoing()).Get(ctx)
		same(t, []int{0, 1})(ys, nil)
		wantTaskError(t, err, "t.picky", 0, "item 0: not to my taste")
	})
}

func TestTwoLargeErrorsThenCloseAndJoin(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), patient(t)
		r1 := pool.ApplyAsync(ctx, p, longError, 3<<20)
		r2 := pool.ApplyAsync(ctx, p, longError, 2<<20)
		p.Close()
		if err := p.Join(ctx); err != nil {
			t.Error(err)
		}
		for i, r := range []*pool.AsyncResult[int]{r1, r2} {
			var e *pool.TaskError
			if _, err := r.Get(ctx); !errors.As(err, &e) || len(e.Err.Error()) != (3-i)<<20 {
				t.Errorf("error %d came cut", i)
			}
		}
	})
}

var longError = pool.FuncE("t.longError", func(_ context.Context, n int) (int, error) {
	return 0, errors.New(string(make([]byte, n)))
})
