package pool_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"poolground/pool"
)

func TestJoinBeforeClose(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), patient(t)
		if err := p.Join(ctx); err != pool.ErrNotClosed {
			t.Error(err)
		}
		same(t, 4)(pool.Apply(ctx, p, square, 2))
	})
}

func TestCloseTerminateAndJoinCanBeRepeated(t *testing.T) {
	for _, first := range []string{"Close", "Terminate"} {
		eachBackend(t, func(t *testing.T, b backendCase) {
			p, ctx := b.pool(t, 2), patient(t)
			if first == "Terminate" {
				p.Terminate()
			}
			for range 3 {
				p.Close()
				if err := p.Join(ctx); err != nil {
					t.Error(err)
				}
			}
			for range 3 {
				p.Terminate()
				p.Close()
				if err := p.Join(ctx); err != nil {
					t.Error(err)
				}
			}
			if s := p.Stats(); s.Queued != 0 || s.Running != 0 {
				t.Error(s)
			}
		})
	}
}

func TestSubmittingAfterTheEndIsAnError(t *testing.T) {
	ends := map[string]struct {
		end  func(p *pool.Pool)
		want error
	}{
		"Close":                {func(p *pool.Pool) { p.Close() }, pool.ErrClosed},
		"Terminate":            {func(p *pool.Pool) { p.Terminate() }, pool.ErrTerminated},
		"Close then Terminate": {func(p *pool.Pool) { p.Close(); p.Terminate() }, pool.ErrTerminated},
		"Terminate then Close": {func(p *pool.Pool) { p.Terminate(); p.Close() }, pool.ErrTerminated},
	}
	for name, e := range ends {
		t.Run(name, func(t *testing.T) {
			eachBackend(t, func(t *testing.T, b backendCase) {
				p, ctx := b.pool(t, 2), patient(t)
				e.end(p)
				canceled, cancel := context.WithCancel(ctx)
				cancel()
				for _, ctx := range []context.Context{ctx, canceled} {
					for _, n := range []int{0, 3} {
						args := pool.Range(0, n)
						if ys, err := pool.Map(ctx, p, square, args); ys != nil || err != e.want {
							t.Error("Map:", ys, err)
						}
						if ys, err := pool.Starmap(ctx, p, mul, pool.Zip(args, args)); ys != nil || err != e.want {
							t.Error("Starmap:", ys, err)
						}
						res := pool.MapAsync(ctx, p, square, args)
						if ys, err := res.Get(ctx); ys != nil || err != e.want || !res.Ready() {
							t.Error("MapAsync:", ys, err)
						}
						for _, imap := range imaps {
							times := 0
							for y, err := range imap(ctx, p, square, slices.Values(args)) {
								if times++; y != 0 || err != e.want {
									t.Error("IMap:", y, err)
								}
							}
							if times != 1 {
								t.Errorf("a refused IMap yielded %d times", times)
							}
						}
					}
					if y, err := pool.Apply(ctx, p, square, 3); y != 0 || err != e.want {
						t.Error("Apply:", y, err)
					}
				}
			})
		})
	}
}

func TestCloseLetsAcceptedJobsFinish(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx, g := b.pool(t, 2), patient(t), newGate(t)
		res := pool.MapAsync(ctx, p, gated, g.args(50), pool.ChunkSize(1))
		receive(t, g.entered)
		p.Close()
		short, cancel := context.WithCancel(ctx)
		cancel()
		if err := p.Join(short); err != context.Canceled {
			t.Error("Join of a busy pool:", err)
		}
		g.open()
		if err := p.Join(ctx); err != nil {
			t.Error(err)
		}
		if !res.Ready() {
			t.Error("Join returned before the job was done")
		}
		same(t, pool.Range(0, 50))(res.Get(ctx))
	})
}

func TestCloseLetsAnIMapThatBeganFinish(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		for _, imap := range imaps {
			p, ctx := b.pool(t, 2), patient(t)
			seq := imap(ctx, p, square, slices.Values(pool.Range(0, 500)))
			n := 0
			for _, err := range seq {
				if n++; n == 1 {
					p.Close()
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if n != 500 {
				t.Errorf("%d items", n)
			}
			for _, err := range seq { // a second range is a second job
				if err != pool.ErrClosed {
					t.Error(err)
				}
			}
		}
	})
}

func TestTerminateFailsWhatIsPending(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx, g := b.pool(t, 2), patient(t), newGate(t)
		running := pool.MapAsync(ctx, p, gated, g.args(4), pool.ChunkSize(1), pool.KeepGoing(), pool.Retries(5))
		receive(t, g.entered)
		receive(t, g.entered)
		queued := make([]*pool.AsyncResult[int], 10_000)
		for i := range queued {
			queued[i] = pool.ApplyAsync(ctx, p, gated, g.at(i))
		}
		canceled, cancel := context.WithCancel(ctx)
		own := pool.MapAsync(canceled, p, gated, g.args(3))
		streamed := make(chan error)
		go func() {
			var last error
			for _, last = range pool.IMap(ctx, p, gated, slices.Values(g.args(3))) {
			}
			streamed <- last
		}()
		cancel()
		p.Terminate()
		ys, err := running.Get(ctx)
		if ys != nil || !errors.Is(err, pool.ErrTerminated) {
			t.Error(ys, err)
		}
		for _, r := range queued {
			if _, err := r.Get(ctx); err != pool.ErrTerminated {
				t.Fatal(err)
			}
		}
		if _, err := own.Get(ctx); !errors.Is(err, pool.ErrJobCanceled) || !errors.Is(err, context.Canceled) {
			t.Error("a job whose own context ended:", err)
		}
		if err := receive(t, streamed); err != pool.ErrTerminated {
			t.Error("IMap:", err)
		}
		if err := p.Join(ctx); err != nil {
			t.Error(err)
		}
		if len(g.entered) > 0 {
			t.Errorf("%d tasks began after Terminate", len(g.entered))
		}
	})
}

// Terminate kills each worker, not each worker for each job.
func TestTerminateKillsAWorkerOnce(t *testing.T) {
	w := newWorld(t)
	p, ctx, g := w.pool(t, 2), patient(t), newGate(t)
	for i := range 1000 {
		pool.ApplyAsync(ctx, p, gated, g.at(i))
	}
	receive(t, g.entered)
	p.Terminate()
	if err := p.Join(ctx); err != nil {
		t.Error(err)
	}
	for _, l := range w.all {
		l.mu.Lock()
		if l.kills > 5 {
			t.Errorf("Kill was called %d times", l.kills)
		}
		l.mu.Unlock()
	}
}

func TestTheContextOfNewTerminates(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		ctx, cancel := context.WithCancel(context.Background())
		p, err := pool.New(ctx, pool.Options{Workers: 2, Backend: b.start()})
		if err != nil {
			t.Fatal(err)
		}
		g := newGate(t)
		res := pool.ApplyAsync(context.Background(), p, gated, g.at(1))
		receive(t, g.entered)
		cancel()
		if _, err := res.Get(patient(t)); !errors.Is(err, pool.ErrTerminated) {
			t.Error(err)
		}
		if err := p.Join(patient(t)); err != nil {
			t.Error(err)
		}
		p, err = pool.New(ctx, pool.Options{Workers: 2, Backend: b.start()})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Join(patient(t)); err != nil && err != pool.ErrNotClosed {
			t.Error(err)
		}
		end(t, p)
	})
}

// A goroutine cannot be killed: Join waits for a task that ignores its context.
func TestJoinWaitsForAStubbornGoroutine(t *testing.T) {
	checkLeaks(t)
	p, g := newPool(t, pool.Options{Workers: 1, Backend: pool.Goroutines()}), newGate(t)
	res := pool.ApplyAsync(patient(t), p, stubborn, g.at(1))
	receive(t, g.entered)
	p.Terminate()
	if _, err := res.Get(patient(t)); err != pool.ErrTerminated {
		t.Error(err)
	}
	short, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if err := p.Join(short); err != context.DeadlineExceeded {
		t.Error(err)
	}
	g.open()
	end(t, p)
}

// What a link does after Kill is not waited for beyond its end.
func TestTerminateWhileWorkersStart(t *testing.T) {
	w := newWorld(t)
	begun := make(chan bool, 4)
	w.start = func(ctx context.Context, _, _ int) error {
		begun <- true
		<-ctx.Done()
		return ctx.Err()
	}
	p, ctx := w.pool(t, 4), patient(t)
	res := pool.MapAsync(ctx, p, square, []int{1, 2})
	for range 4 {
		receive(t, begun)
	}
	p.Terminate()
	if _, err := res.Get(ctx); err != pool.ErrTerminated {
		t.Error(err)
	}
	if err := p.Join(ctx); err != nil {
		t.Error(err)
	}
}

func TestCloseWhileWorkersStart(t *testing.T) {
	for range 20 {
		w := newWorld(t)
		release := make(chan bool)
		w.start = func(context.Context, int, int) error { <-release; return nil }
		p, ctx := w.pool(t, 2), patient(t)
		res := pool.MapAsync(ctx, p, square, []int{1, 2})
		p.Close()
		close(release)
		same(t, []int{1, 4})(res.Get(ctx))
		end(t, p)
	}
}
