package pool_test

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"poolground/pool"
)

func TestIMapYieldsInOrder(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 3), patient(t)
		for _, n := range []int{1, 2, 10, 1000, 5000} {
			for _, opts := range [][]pool.CallOption{nil, {pool.ChunkSize(1)}, {pool.ChunkSize(100)}, {pool.ChunkSize(1 << 30)}} {
				i := 0
				for y, err := range pool.IMap(ctx, p, square, slices.Values(pool.Range(0, n)), opts...) {
					if y != i*i || err != nil {
						t.Fatal(i, y, err)
					}
					i++
				}
				var all []int
				for y, err := range pool.IMapUnordered(ctx, p, square, slices.Values(pool.Range(0, n)), opts...) {
					if err != nil {
						t.Fatal(err)
					}
					all = append(all, y)
				}
				slices.Sort(all)
				if i != n || !slices.Equal(all, squares(n)) {
					t.Errorf("%d in order, %d unordered, want %d", i, len(all), n)
				}
			}
		}
	})
}

func TestEachRangeIsAJobOfItsOwn(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), patient(t)
		pulled := 0
		seq := pool.IMap(ctx, p, square, func(yield func(int) bool) {
			pulled++
			_ = yield(1) && yield(2)
		})
		if pulled != 0 {
			t.Error("the job began before ranging did")
		}
		for i := range 3 {
			var ys []int
			for y, err := range seq {
				if err != nil {
					t.Error(err)
				}
				ys = append(ys, y)
			}
			same(t, []int{1, 4})(ys, nil)
			if pulled != i+1 {
				t.Errorf("pulled %d times", pulled)
			}
		}
		next, stop := iter.Pull2(seq)
		next()
		next()
		for range 3 {
			if y, err, ok := next(); ok {
				t.Error("an exhausted iterator gave", y, err)
			}
		}
		stop()
	})
}

// count counts what is pulled from an endless input.
func count(pulled *atomic.Int64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; ; i++ {
			pulled.Add(1)
			if !yield(i) {
				return
			}
		}
	}
}

func TestIMapReadsOnlyItsWindowAhead(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		for _, workers := range []int{1, 2, 5} {
			p, ctx := b.pool(t, workers), patient(t)
			for name, imap := range imaps {
				for _, size := range []int{0, 1, 3, 100, 1000, 5000} {
					var opts []pool.CallOption
					bound := pool.WindowItems
					if size > 0 {
						opts = append(opts, pool.ChunkSize(size))
						bound = min(bound, pool.WindowChunks*workers*size)
					}
					var pulled atomic.Int64
					taken := 0
					for _, err := range imap(ctx, p, square, count(&pulled), opts...) {
						if err != nil {
							t.Fatal(err)
						}
						if ahead := int(pulled.Load()) - taken; ahead > bound {
							t.Fatalf("%s: %d items ahead, want %d at most", name, ahead, bound)
						}
						if taken++; taken == 3000 {
							break
						}
					}
					at := pulled.Load()
					if p.Stats().Queued > 0 {
						t.Error("chunks are queued after a break")
					}
					if pulled.Load() != at {
						t.Error("the input is read after a break")
					}
				}
			}
			end(t, p)
		}
	})
}

func TestABreakFreesTheWindow(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx, g := b.pool(t, 2), patient(t), newGate(t)
		args := g.args(50)
		args[0].Gate = 0
		for _, err := range pool.IMap(ctx, p, gatedOrNothing, slices.Values(args), pool.ChunkSize(1)) {
			if err != nil {
				t.Error(err)
			}
			break
		}
		end(t, p) // the tasks that ran saw their context end
	})
}

var gatedOrNothing = pool.FuncE("t.gatedOrNothing", func(ctx context.Context, a gateArg) (int, error) {
	if a.Gate == 0 {
		return 0, nil
	}
	a.enter()
	<-ctx.Done()
	return 0, ctx.Err()
})

func TestPanicsOfInputAndConsumerAreTheConsumers(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), patient(t)
		caught := func(f func()) (v any) {
			defer func() { v = recover() }()
			f()
			return nil
		}
		for name, imap := range imaps {
			if v := caught(func() {
				for range imap(ctx, p, square, func(yield func(int) bool) { yield(1); panic("input") }) {
				}
			}); v != "input" {
				t.Error(name, v)
			}
			if v := caught(func() {
				for range imap(ctx, p, square, slices.Values(pool.Range(0, 100))) {
					panic("consumer")
				}
			}); v != "consumer" {
				t.Error(name, v)
			}
			gone := make(chan bool)
			go func() {
				defer close(gone)
				for range imap(ctx, p, square, slices.Values(pool.Range(0, 100))) {
					runtime.Goexit()
				}
			}()
			receive(t, gone)
		}
		same(t, squares(10))(pool.Map(ctx, p, square, pool.Range(0, 10)))
	})
}

func TestAnItemThatFailsIsYieldedInItsPlace(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), patient(t)
		for _, size := range []int{1, 4, 100} {
			i := 0
			for y, err := range pool.IMap(ctx, p, picky, slices.Values(pool.Range(0, 60)), pool.ChunkSize(size)) {
				if i%7 == 0 {
					wantTaskError(t, err, "t.picky", i, fmt.Sprintf("item %d: not to my taste", i))
					i, y = i+1, i+1
				} else {
					i++
				}
				if err == nil && y != i-1 || err != nil && y != i {
					t.Errorf("item %d: %d", i-1, y)
				}
			}
			failed, sum := 0, 0
			for y, err := range pool.IMapUnordered(ctx, p, picky, slices.Values(pool.Range(0, 60)), pool.ChunkSize(size)) {
				if err != nil {
					failed++
					if y != 0 {
						t.Error("a failed item has a value", y)
					}
				}
				sum += y
			}
			if i != 60 || failed != 9 || sum != 60*59/2-7*(8*9/2) {
				t.Errorf("%d in order; %d failed, sum %d", i, failed, sum)
			}
		}
	})
}

// What the input has given is given to a worker that is free, though the input then pauses.
func TestAPausingInputHoldsNothingBack(t *testing.T) {
	for _, b := range inProcess() {
		t.Run(b.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, g := b.pool(t, 2), newGate(t)
				n, stuck := 0, 0
				input := func(yield func(gateArg) bool) {
					for i := range 300 {
						if !yield(g.at(i)) {
							return
						}
						if i%10 == 9 {
							synctest.Wait()
							if n += len(g.entered); n < 10 {
								stuck++
							}
							for len(g.entered) > 0 {
								<-g.entered
							}
							n = 0
						}
					}
				}
				done := 0
				for y, err := range pool.IMap(context.Background(), p, through, input) {
					if y != done || err != nil {
						t.Error(y, err)
					}
					done++
				}
				if stuck > 0 {
					t.Errorf("%d of 30 times an item waited while both workers were idle", stuck)
				}
			})
		})
	}
}

func TestUnorderedYieldsWhatIsReady(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx, g := b.pool(t, 2), patient(t), newGate(t)
		args := g.args(6)
		next, stop := iter.Pull2(pool.IMapUnordered(ctx, p, heldFirst, slices.Values(args), pool.ChunkSize(1)))
		defer stop()
		for i := 1; i < 6; i++ {
			if y, err, ok := next(); y != i || err != nil || !ok {
				t.Fatal(i, y, err, ok)
			}
		}
		g.open()
		if y, err, ok := next(); y != 0 || err != nil || !ok {
			t.Error(y, err, ok)
		}
		if _, _, ok := next(); ok {
			t.Error("too many")
		}
	})
}

// heldFirst holds task 0 until the gate opens.
var heldFirst = pool.Func("t.heldFirst", func(a gateArg) int {
	if g := a.enter(); a.N == 0 {
		<-g.opened
	}
	return a.N
})
