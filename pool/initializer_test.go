package pool_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"poolground/pool"
)

// Initializers.

var (
	initialized sync.Map // gate id -> *sync.Map of goroutine-free marks: slot -> times
	initialize  = pool.FuncE("t.initialize", func(ctx context.Context, id int) (int, error) {
		v, _ := initialized.LoadOrStore(id, new([64]atomic.Int32))
		v.(*[64]atomic.Int32)[pool.Worker(ctx)].Add(1)
		return 0, nil
	})
	initializedHere = pool.FuncE("t.initializedHere", func(ctx context.Context, id int) (int, error) {
		if v, ok := initialized.Load(id); ok {
			return int(v.(*[64]atomic.Int32)[pool.Worker(ctx)].Load()), nil
		}
		return 0, nil
	})
	badInit = pool.FuncE("t.badInit", func(ctx context.Context, how string) (int, error) {
		switch how {
		case "error":
			return 0, fmt.Errorf("no database: %w", errKnown)
		case "panic":
			panic("init panics")
		case "goexit":
			runtime.Goexit()
		}
		return 0, nil
	})
	dyingInit = pool.FuncE("t.dyingInit", func(ctx context.Context, id int) (int, error) {
		w, _ := worlds.Load(id)
		w.(*world).link(pool.Worker(ctx)).die(errCrash)
		return 0, nil
	})
)

func TestTheInitializerRunsInEveryWorkerBeforeItsFirstTask(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		id := int(nextID.Add(1))
		p := newPool(t, pool.Options{Workers: 3, Backend: b.start(), Initializer: pool.Bind(initialize, id), MaxChunksPerWorker: 2})
		args := make([]int, 60)
		for i := range args {
			args[i] = id
		}
		times, err := pool.Map(patient(t), p, initializedHere, args, pool.ChunkSize(1))
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for i, s := range p.Stats().Workers {
			v, _ := initialized.Load(id)
			if n := int(v.(*[64]atomic.Int32)[i].Load()); n > s.Started || n < s.Started-1 {
				t.Errorf("slot %d: %d workers, %d initialized", i, s.Started, n)
			}
			total += s.Started
		}
		for i, n := range times {
			if n == 0 {
				t.Errorf("task %d ran in a worker without an initializer", i)
			}
		}
		if total < 30 {
			t.Errorf("%d workers for 60 chunks of which each takes 2", total)
		}
	})
}

func TestAFailingInitializerBreaksThePool(t *testing.T) {
	texts := map[string]string{"error": "no database: known", "panic": "panic: init panics", "goexit": "the task called runtime.Goexit, let it return an error instead"}
	eachBackend(t, func(t *testing.T, b backendCase) {
		for how, text := range texts {
			p := newPool(t, pool.Options{Workers: 3, Backend: b.start(), Initializer: pool.Bind(badInit, how)})
			ctx := patient(t)
			pending := pool.MapAsync(ctx, p, square, pool.Range(0, 50))
			_, err := pending.Get(ctx)
			for range 2 {
				if !errors.Is(err, pool.ErrWorkerDied) || !strings.Contains(err.Error(), text) || !strings.Contains(err.Error(), "initializer") {
					t.Errorf("%s: %v", how, err)
				}
				var e *pool.TaskError
				if !errors.As(err, &e) || e.Function != "t.badInit" || e.Index != -1 || (e.Stack != "") != (how == "panic") {
					t.Errorf("%s: %+v", how, e)
				}
				if errors.Is(err, errKnown) != (how == "error") {
					t.Errorf("%s: errors.Is is wrong", how)
				}
				_, err = pool.Apply(ctx, p, square, 1) // later jobs fail likewise
			}
			started := 0
			for _, s := range p.Stats().Workers {
				started += s.Started
			}
			if started > 3 {
				t.Errorf("%d workers were started", started)
			}
			end(t, p)
		}
	})
}

func TestAnInitializerThatEndsItsWorker(t *testing.T) {
	w := newWorld(t)
	p := newPool(t, pool.Options{Workers: 2, Backend: w, Initializer: pool.Bind(dyingInit, w.id)})
	_, err := pool.Apply(patient(t), p, square, 1)
	if !errors.Is(err, pool.ErrWorkerDied) || !strings.Contains(err.Error(), "exit status 7") || !strings.Contains(err.Error(), "initializer") {
		t.Error(err)
	}
}

func TestAnInitializerThatCannotBeSent(t *testing.T) {
	checkLeaks(t)
	p := newPool(t, pool.Options{Workers: 2, Backend: linked(asFramed)(), Initializer: pool.Bind(takesFunc, nil)})
	_, err := pool.Apply(patient(t), p, square, 1)
	if !errors.Is(err, pool.ErrWorkerDied) || !strings.Contains(err.Error(), "cannot encode func()") {
		t.Error(err)
	}
}

var takesFunc = pool.Func("t.takesFunc", func(func()) int { return 0 })

func TestRecycling(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		for _, limit := range []int{1, 10} {
			p := newPool(t, pool.Options{Workers: 2, Backend: b.start(), MaxChunksPerWorker: limit})
			ctx := patient(t)
			same(t, squares(100))(pool.Map(ctx, p, square, pool.Range(0, 100), pool.ChunkSize(1)))
			res := pool.MapAsync(ctx, p, square, pool.Range(0, 100), pool.ChunkSize(1))
			p.Close() // before the queue is drained
			if err := p.Join(ctx); err != nil {
				t.Error(err)
			}
			same(t, squares(100))(res.Get(ctx))
			started, chunks := 0, 0
			for _, s := range p.Stats().Workers {
				started += s.Started
				chunks += s.Chunks
				if s.Chunks > limit*s.Started {
					t.Errorf("%d chunks on %d workers of %d each", s.Chunks, s.Started, limit)
				}
			}
			if chunks != 200 || started < 200/limit {
				t.Errorf("%d chunks, %d workers", chunks, started)
			}
		}
	})
}
