package pool_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"poolground/pool"
)

// A tally records what OnProgress is called with, and that its calls do not overlap.
type tally struct {
	busy  atomic.Int32
	calls [][2]int
	bad   error
}

func (c *tally) note(done, total int) {
	if c.busy.Add(1) != 1 {
		c.bad = errors.New("concurrent calls of OnProgress")
	}
	if n := len(c.calls); n > 0 && (done < c.calls[n-1][0] || c.calls[n-1] == [2]int{done, total}) {
		c.bad = fmt.Errorf("OnProgress does not rise: %v, then %d", c.calls, done)
	}
	c.calls = append(c.calls, [2]int{done, total})
	c.busy.Add(-1)
}

// want checks that the last call was with (n, n).
func (c *tally) want(t testing.TB, n int) {
	t.Helper()
	if c.bad != nil {
		t.Error(c.bad)
	}
	if len(c.calls) == 0 || c.calls[len(c.calls)-1] != [2]int{n, n} {
		t.Errorf("OnProgress ended with %v, want (%d, %d)", c.calls, n, n)
	}
}

func TestProgressRisesToTheEnd(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 3), patient(t)
		for _, n := range []int{0, 1, 2, 100, 1000} {
			var c tally
			_, err := pool.Map(ctx, p, square, pool.Range(0, n), pool.ChunkSize(3), pool.OnProgress(c.note))
			c.want(t, n)
			var async tally
			res := pool.MapAsync(ctx, p, square, pool.Range(0, n), pool.OnProgress(async.note))
			<-res.Done()
			async.want(t, n)
			if err != nil {
				t.Error(err)
			}
		}
		var one tally
		same(t, 9)(pool.Apply(ctx, p, square, 3, pool.OnProgress(one.note)))
		one.want(t, 1)
	})
}

func TestProgressOfIMap(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), patient(t)
		for name, imap := range imaps {
			for _, n := range []int{0, 1, 50} {
				var c tally
				for range imap(ctx, p, square, slices.Values(pool.Range(0, n)), pool.OnProgress(c.note)) {
				}
				c.want(t, n)
				for _, call := range c.calls {
					if call[1] != -1 && call[1] != n {
						t.Errorf("%s: total %d", name, call[1])
					}
				}
			}
		}
	})
}

// Where the input ends after all of its items are done, the number does not rise any more, but
// the total is news.
func TestProgressOfIMapWhoseInputEndsLate(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), patient(t)
		told := make(chan int, 10)
		var c tally
		input := func(yield func(int) bool) {
			if yield(1) && yield(2) {
				for receive(t, told) < 2 {
				}
			}
		}
		for range pool.IMap(ctx, p, square, input, pool.OnProgress(func(done, total int) {
			c.note(done, total)
			told <- done
		})) {
		}
		c.want(t, 2)
	})
}

func TestProgressWithFailures(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), patient(t)
		var c tally
		_, err := pool.Map(ctx, p, picky, pool.Range(0, 40), pool.ChunkSize(3), pool.KeepGoing(), pool.OnProgress(c.note))
		c.want(t, 40)
		if len(joined(err)) != 6 {
			t.Errorf("%d errors", len(joined(err)))
		}
		var failed tally
		_, err = pool.Map(ctx, p, picky, pool.Range(0, 40), pool.ChunkSize(3), pool.OnProgress(failed.note))
		if err == nil || failed.bad != nil || slices.Contains(failed.calls, [2]int{40, 40}) {
			t.Errorf("%v: %v, %v", err, failed.calls, failed.bad)
		}
	})
}

func TestAPanicInOnProgressIsPrinted(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		var stderr strings.Builder
		p := newPool(t, pool.Options{Workers: 2, Backend: b.start(), Stderr: &stderr})
		ctx := patient(t)
		same(t, squares(5))(pool.Map(ctx, p, square, pool.Range(0, 5), pool.OnProgress(func(int, int) { panic("oh no") })))
		end(t, p)
		if s := stderr.String(); !strings.Contains(s, "panic in OnProgress: oh no") || !strings.Contains(s, "progress_test.go") {
			t.Errorf("printed %q", s)
		}
	})
}

// A job has not ended before its last OnProgress has, and Join waits for the jobs.
func TestJoinWaitsForTheLastProgress(t *testing.T) {
	for _, b := range inProcess() {
		t.Run(b.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, ctx := b.pool(t, 1), context.Background()
				release := make(chan bool)
				res := pool.MapAsync(ctx, p, square, []int{1}, pool.OnProgress(func(int, int) { <-release }))
				p.Close()
				joined := make(chan error, 1)
				go func() { joined <- p.Join(ctx) }()
				synctest.Wait()
				if len(joined) > 0 && !res.Ready() {
					t.Error("Join returned before the pool's last job was ready")
				}
				close(release)
				same(t, []int{1})(res.Get(ctx))
				if err := <-joined; err != nil {
					t.Error(err)
				}
			})
		})
	}
}
