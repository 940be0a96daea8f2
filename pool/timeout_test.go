package pool_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"poolground/pool"
)

func wantTimeout(t testing.TB, err error, index int) {
	t.Helper()
	var e *pool.TaskError
	if !errors.Is(err, pool.ErrTaskTimeout) || !errors.As(err, &e) || e.Index != index {
		t.Errorf("error %v, want the timeout of task %d", err, index)
	}
}

// inBubbles runs f on each backend, in a bubble with a clock of its own.
func inBubbles(t *testing.T, f func(t *testing.T, b backendCase)) {
	for _, b := range inProcess() {
		t.Run(b.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				t.Cleanup(func() { time.Sleep(time.Hour) }) // tasks of lost workers come to their end
				f(t, b)
			})
		})
	}
}

func sleeps(takes ...time.Duration) []slowTask {
	args := make([]slowTask, len(takes))
	for i, d := range takes {
		args[i] = slowTask{N: i, Takes: d}
	}
	return args
}

// endless runs until its context ends, as a task that heeds its context does.
var endless = pool.FuncE("t.endless", func(ctx context.Context, a slowTask) (int, error) {
	if a.Takes == 0 {
		return a.N, nil
	}
	<-ctx.Done()
	return 0, ctx.Err()
})

func TestATaskThatTakesTooLongLosesItsWorker(t *testing.T) {
	inBubbles(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), context.Background()
		began := time.Now()
		y, err := pool.Apply(ctx, p, endless, slowTask{N: 1, Takes: 1}, pool.TaskTimeout(time.Second), pool.Retries(5))
		wantTimeout(t, err, 0)
		if took := time.Since(began); y != 0 || took < time.Second || took > 2*time.Second {
			t.Errorf("%d after %v", y, took)
		}
		same(t, squares(20))(pool.Map(ctx, p, square, pool.Range(0, 20)))
		started := 0
		for _, s := range p.Stats().Workers {
			started += s.Started
		}
		if started != 3 {
			t.Errorf("%d workers were started, want the two and a replacement", started)
		}
	})
}

func TestTheTimeoutIsATasksNotAChunks(t *testing.T) {
	inBubbles(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 1), context.Background()
		args := sleeps(800*ms, 900*ms, 0, 999*ms, 700*ms, 10*ms)
		same(t, pool.Range(0, 6))(pool.Map(ctx, p, slow, args, pool.ChunkSize(6), pool.TaskTimeout(time.Second)))
		if s := p.Stats().Workers[0]; s.Started != 1 {
			t.Errorf("%d workers were started", s.Started)
		}
	})
}

func TestOnlyTheTaskThatTakesTooLongFails(t *testing.T) {
	inBubbles(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), context.Background()
		ranSlow.Clear()
		args := sleeps(ms, 0, 1500*ms, ms, 0, 3000*ms, 900*ms, ms)
		for size := 1; size <= 8; size++ {
			ys, err := pool.Map(ctx, p, slow, args, pool.ChunkSize(size), pool.TaskTimeout(time.Second), pool.KeepGoing(), pool.Retries(3))
			same(t, []int{0, 1, 0, 3, 4, 0, 6, 7})(ys, nil)
			all := joined(err)
			if len(all) != 2 {
				t.Fatalf("chunks of %d: %v", size, err)
			}
			wantTimeout(t, all[0], 2)
			wantTimeout(t, all[1], 5)
			i := 0
			for y, err := range pool.IMap(ctx, p, slow, slices.Values(args), pool.ChunkSize(size), pool.TaskTimeout(time.Second)) {
				if i == 2 || i == 5 {
					wantTimeout(t, err, i)
				} else if y != i || err != nil {
					t.Errorf("chunks of %d, item %d: %d, %v", size, i, y, err)
				}
				i++
			}
		}
	})
}

func TestJobsWithoutATimeoutShareWorkersWithThoseThatHaveOne(t *testing.T) {
	inBubbles(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), context.Background()
		for range 5 {
			patientJob := pool.MapAsync(ctx, p, slow, sleeps(2*time.Second, 3*time.Second, ms, ms), pool.ChunkSize(1))
			hasty := pool.MapAsync(ctx, p, slow, sleeps(ms, 2*time.Second, ms), pool.ChunkSize(1), pool.TaskTimeout(time.Second), pool.KeepGoing())
			same(t, pool.Range(0, 4))(patientJob.Get(ctx))
			ys, err := hasty.Get(ctx)
			same(t, []int{0, 0, 2})(ys, nil)
			wantTimeout(t, err, 1)
		}
	})
}

// A link may still deliver what was under way when its worker was killed.
func TestAResultThatComesAfterItsTimeoutBlamesNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		t.Cleanup(func() { time.Sleep(time.Hour) })
		w := newWorld(t)
		late := make(chan bool, 10)
		w.received = func(l *wire, frame []byte) [][]byte {
			infos, _ := pool.Records(frame)
			if l.nth == 0 && infos[0].Kind == "results" && infos[0].Bytes > 8 {
				time.Sleep(5 * time.Second) // it is on its way until the worker has been killed
				late <- true
			}
			return [][]byte{frame}
		}
		p, ctx := w.pool(t, 1), context.Background()
		ys, err := pool.Map(ctx, p, slow, sleeps(10*ms, 10*ms, 10*ms), pool.ChunkSize(3), pool.TaskTimeout(time.Second), pool.KeepGoing())
		if len(late) == 0 {
			t.Error("no result came late")
		}
		for _, err := range joined(err) {
			wantTimeout(t, err, 0)
		}
		if ys[1] != 1 || ys[2] != 2 {
			t.Error(ys, err)
		}
	})
}

func TestTimeoutDuringAnEndlessLoopThatIgnoresItsContext(t *testing.T) {
	inBubbles(t, func(t *testing.T, b backendCase) {
		p, ctx, g := b.pool(t, 1), context.Background(), newGate(t)
		_, err := pool.Map(ctx, p, stubborn, g.args(3), pool.TaskTimeout(time.Second), pool.ChunkSize(3))
		wantTimeout(t, err, 0)
		same(t, squares(3))(pool.Map(ctx, p, square, pool.Range(0, 3)))
		g.open()
	})
}
