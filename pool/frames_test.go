package pool_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"poolground/pool"
)

// Links that damage what they carry: every job ends, with its answer or with a worker's death.
func TestDamagedFramesNeverHangAJob(t *testing.T) {
	damage := map[string]func(r *rand.Rand, l *wire, f []byte) [][]byte{
		"cut": func(r *rand.Rand, _ *wire, f []byte) [][]byte { return [][]byte{f[:len(f)-1-r.IntN(7)]} },
		"lengthen": func(r *rand.Rand, _ *wire, f []byte) [][]byte {
			return [][]byte{append(f, make([]byte, 1+r.IntN(20))...)}
		},
		"double":    func(_ *rand.Rand, _ *wire, f []byte) [][]byte { return [][]byte{f, append([]byte(nil), f...)} },
		"noise":     func(r *rand.Rand, _ *wire, f []byte) [][]byte { return [][]byte{randomBytes(r, len(f)), f} },
		"empty":     func(_ *rand.Rand, _ *wire, f []byte) [][]byte { return [][]byte{{}, f} },
		"cut link":  func(_ *rand.Rand, l *wire, f []byte) [][]byte { l.die(errCrash); return [][]byte{f} },
		"drop link": func(_ *rand.Rand, l *wire, f []byte) [][]byte { l.die(errCrash); return nil },
	}
	for name, hurt := range damage {
		for _, down := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " down=", down), func(t *testing.T) {
				for seed := range uint64(15) {
					w := newWorld(t)
					r := rand.New(rand.NewPCG(seed, 1))
					after := 1 + r.IntN(6) // frames, per link
					seen := map[*wire]int{}
					var mu sync.Mutex // guards seen and r
					hook := func(l *wire, f []byte) [][]byte {
						mu.Lock()
						defer mu.Unlock()
						if seen[l]++; l.nth > 3 || seen[l] != after || len(f) == 0 {
							return [][]byte{f}
						}
						return hurt(r, l, f)
					}
					if down {
						w.sent = hook
					} else {
						w.received = hook
					}
					p, ctx := w.pool(t, 2), patient(t)
					ys, err := pool.Map(ctx, p, square, pool.Range(0, 40), pool.ChunkSize(3), pool.Retries(10))
					if err == nil {
						same(t, squares(40))(ys, err)
					} else if !errors.Is(err, pool.ErrWorkerDied) {
						t.Errorf("seed %d: %v", seed, err)
					}
					if ctx.Err() != nil {
						t.Fatalf("seed %d: hung", seed)
					}
					end(t, p)
				}
			})
		}
	}
}

func randomBytes(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func TestSwappedFramesAreNoticed(t *testing.T) {
	w := newWorld(t)
	var held []byte
	w.received = func(l *wire, f []byte) [][]byte {
		infos, _ := pool.Records(f)
		if l.nth > 0 || infos[0].Kind != "results" {
			return [][]byte{f}
		}
		if held == nil {
			held = f
			return nil
		}
		return [][]byte{f, held}
	}
	p, ctx := w.pool(t, 1), patient(t)
	first := pool.MapAsync(ctx, p, square, pool.Range(0, 4), pool.ChunkSize(1), pool.KeepGoing())
	go func() { // the answer that is held keeps the worker from its next chunk: it must be killed to go on
		time.Sleep(10 * time.Millisecond)
		w.link(0).die(errCrash)
	}()
	if _, err := first.Get(ctx); err != nil && !errors.Is(err, pool.ErrWorkerDied) {
		t.Error(err)
	}
	same(t, squares(10))(pool.Map(ctx, p, square, pool.Range(0, 10)))
}

// Slow links change nothing but the time.
func TestDelayedFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.received = func(l *wire, f []byte) [][]byte {
			time.Sleep(time.Duration(l.slot+1) * 300 * ms)
			return [][]byte{f}
		}
		w.sent = func(l *wire, f []byte) [][]byte {
			time.Sleep(100 * ms)
			return [][]byte{f}
		}
		p, ctx := w.pool(t, 3), patient(t)
		same(t, squares(40))(pool.Map(ctx, p, square, pool.Range(0, 40), pool.ChunkSize(5)))
	})
}

// A crash with megabytes in flight both ways.
func TestACrashWithMegabytesInFlight(t *testing.T) {
	w := newWorld(t)
	w.received = func(l *wire, f []byte) [][]byte {
		if len(f) > 1<<20 && l.nth < 3 {
			l.die(errCrash)
			return nil
		}
		return [][]byte{f}
	}
	p, ctx := w.pool(t, 2), patient(t)
	args := make([][]byte, 12)
	for i := range args {
		args[i] = make([]byte, 3<<20)
		args[i][i] = 1
	}
	same(t, args)(pool.Map(ctx, p, echoBytes, args, pool.ChunkSize(1), pool.Retries(5)))
}

var echoBytes = pool.Func("t.echoBytes", func(b []byte) []byte { return b })
