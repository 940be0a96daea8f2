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
	"testing/synctest"
	"time"

	"poolground/pool"
)

// Workers that do not start, initializers, and recycling.

var errStart = errors.New("no such file")

func TestNoWorkerCanBeStarted(t *testing.T) {
	for _, workers := range []int{1, 4} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.start = func(context.Context, int, int) error { return errStart }
			p, ctx := w.pool(t, workers), context.Background()
			broken := func(err error) {
				t.Helper()
				if !errors.Is(err, pool.ErrWorkerDied) || !errors.Is(err, errStart) || !strings.Contains(err.Error(), "no such file") {
					t.Error(err)
				}
			}
			pending := pool.MapAsync(ctx, p, square, pool.Range(0, 9))
			_, err := pending.Get(ctx)
			broken(err)
			_, err = pool.Apply(ctx, p, square, 1)
			broken(err)
			_, err = pool.Map(ctx, p, square, nil)
			broken(err)
			for _, err := range pool.IMap(ctx, p, square, func(yield func(int) bool) { yield(1) }) {
				broken(err)
			}
			if n := w.started(); n < 3 || n > 3*workers {
				t.Errorf("%d starts of %d workers", n, workers)
			}
			p.Close()
			if _, err = pool.Apply(ctx, p, square, 1); err != pool.ErrClosed {
				t.Error(err)
			}
			if err := p.Join(ctx); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSomeWorkersCannotBeStarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.start = func(_ context.Context, slot, _ int) error {
			if slot != 2 {
				return errStart
			}
			return nil
		}
		p, ctx := w.pool(t, 4), context.Background()
		same(t, squares(40))(pool.Map(ctx, p, square, pool.Range(0, 40), pool.ChunkSize(1)))
		time.Sleep(time.Minute)
		same(t, squares(40))(pool.Map(ctx, p, square, pool.Range(0, 40), pool.ChunkSize(1)))
		if n := w.started(); n > 200 {
			t.Errorf("%d starts in a minute: failing starts need a pause between them", n)
		}
	})
}

func TestAWorkerStartsAtTheThirdTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.start = func(_ context.Context, _, nth int) error {
			if nth < 2 {
				return errStart
			}
			return nil
		}
		p, ctx := w.pool(t, 1), context.Background()
		same(t, squares(4))(pool.Map(ctx, p, square, pool.Range(0, 4)))
	})
}

// A worker that dies before it is ready holds no chunk: no task suffers.
func TestAWorkerThatDiesWhileItStartsHarmsNoTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.received = func(l *wire, frame []byte) [][]byte {
			if l.nth < 2 {
				l.die(errCrash)
				return nil
			}
			return [][]byte{frame}
		}
		p, ctx := w.pool(t, 1), context.Background()
		same(t, squares(4))(pool.Map(ctx, p, square, pool.Range(0, 4)))
	})
}

func TestAWorkerThatNeverAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.received = func(*wire, []byte) [][]byte { return nil }
		p := w.pool(t, 1)
		ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
		defer cancel()
		if _, err := pool.Apply(ctx, p, square, 2); !errors.Is(err, pool.ErrWorkerDied) || !strings.Contains(err.Error(), "no answer within") {
			t.Error(err)
		}
	})
}

// A worker that dies as soon as it is ready, without a task, again and again: the pool must pause
// between its starts or give up, and not start workers as fast as it can.
func TestWorkersThatDieIdleAreNotStartedInAHotLoop(t *testing.T) {
	w := newWorld(t)
	starts := make(chan int, 1<<16)
	stop := make(chan struct{})
	w.start = func(ctx context.Context, _, nth int) error {
		select {
		case starts <- nth:
		case <-stop:
		}
		return nil
	}
	w.received = func(l *wire, frame []byte) [][]byte {
		if infos, _ := pool.Records(frame); len(infos) > 0 && infos[len(infos)-1].Kind == "ready" {
			l.die(errCrash)
		}
		return [][]byte{frame}
	}
	p, err := pool.New(context.Background(), pool.Options{Workers: 1, Backend: w})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for range 30 {
		select {
		case <-starts:
		case <-time.After(2 * time.Second): // slow starts are what is wanted
			began = began.Add(-time.Hour)
		}
		if time.Since(began) > time.Second {
			break
		}
	}
	if took := time.Since(began); took < 100*time.Millisecond {
		t.Errorf("30 workers that died idle were started in %v", took)
	}
	close(stop)
	p.Terminate()
	if err := p.Join(patient(t)); err != nil {
		t.Error(err)
	}
}

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
	texts := map[string]string{"error": "no database: known", "panic": "panic: init panics", "goexit": "the task called runtime.Goexit"}
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
	p := newPool(t, pool.Options{Workers: 2, Backend: framed{}, Initializer: pool.Bind(takesFunc, nil)})
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
