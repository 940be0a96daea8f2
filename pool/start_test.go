package pool_test

import (
	"context"
	"errors"
	"strings"
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

// A backend that hangs costs its pool a minute, not for ever.
func TestABackendThatDoesNotStartItsWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := bubbleWorld(t)
		w.start = func(ctx context.Context, _, nth int) error {
			if nth < 2 {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}
		var died []string
		p := newPool(t, pool.Options{Workers: 1, Backend: w, OnEvent: func(e pool.Event) {
			if e.Kind == pool.WorkerDied {
				died = append(died, e.Err.Error())
			}
		}})
		same(t, 9)(pool.Apply(leisurely(t), p, square, 3))
		end(t, p)
		if want := "its backend did not start it within 1m0s"; len(died) != 2 || died[0] != want || died[1] != want {
			t.Errorf("workers died of %q, want twice %q", died, want)
		}
	})
}
