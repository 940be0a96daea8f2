package pool_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"poolground/pool"
)

// A stay is when a task really ran, whatever clocks say.
type stay struct{ Start, End time.Time }

var stays = pool.Func("t.stays", func(takes time.Duration) stay {
	start := time.Now()
	time.Sleep(takes)
	return stay{start, time.Now()}
})

// Workers whose clocks began at other times, or go faster or slower than the parent's: what the
// events say of their chunks is right up to the time that frames travel, and never against
// causality, which the recorder checks.
func TestTimesOfWorkersWithOtherClocks(t *testing.T) {
	const ms, travel, takes, chunks = time.Millisecond, 2 * time.Millisecond, 40 * time.Millisecond, 50
	for name, clock := range map[string]func(time.Duration) time.Duration{
		"with a wall clock": func(d time.Duration) time.Duration { return d + 3*time.Hour },
		"ahead":             func(d time.Duration) time.Duration { return d + 3*time.Hour },
		"behind":            func(d time.Duration) time.Duration { return d - 3*time.Hour },
		"fast":              func(d time.Duration) time.Duration { return d + d/100 },
		"slow":              func(d time.Duration) time.Duration { return d - d/100 },
		"behind and fast":   func(d time.Duration) time.Duration { return d + d/1000 - time.Hour },
		"twice as fast":     func(d time.Duration) time.Duration { return 2 * d },
		"standing still":    func(time.Duration) time.Duration { return time.Minute },
	} {
		// Of the two workers only one has this clock: the lanes must agree all the same.
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, zero := bubbleWorld(t), time.Now()
				var began time.Duration // by the worker's own clock
				wrong := time.Hour      // its wall clock helps not either
				if name == "with a wall clock" {
					wrong = 0
				}
				w.sent = func(_ *wire, f []byte) [][]byte { time.Sleep(travel); return [][]byte{f} }
				w.received = func(l *wire, f []byte) [][]byte {
					time.Sleep(travel)
					if l.slot == 1 {
						if err := pool.SetClock(f, wrong, func(d time.Duration) time.Duration {
							if began == 0 {
								began = d
							}
							return clock(d - began)
						}); err != nil {
							t.Error(err)
						}
					}
					return [][]byte{f}
				}
				p, r := recorded(t, pool.Options{Workers: 2, Backend: w})
				args := make([]time.Duration, chunks)
				for i := range args {
					args[i] = takes
				}
				real, err := pool.Map(context.Background(), p, stays, args, pool.ChunkSize(1))
				if err != nil {
					t.Fatal(err)
				}
				end(t, p)
				if name == "with a wall clock" {
					checkTimes(t, r.events, real, zero, 0)
					return
				}
				near := 2*travel + takes/50 // a drift of one percent is noticed after two chunks
				if name == "twice as fast" || name == "standing still" {
					near = 3 * takes // such a clock tells nothing: what is left is causality
				}
				checkTimes(t, r.events, real, zero, near)
			})
		})
	}
}

func checkTimes(t *testing.T, events []pool.Event, real []stay, zero time.Time, near time.Duration) {
	t.Helper()
	done := 0
	for _, e := range events {
		if e.Kind == pool.ChunkDone {
			done++
			start, end := real[e.First].Start.Sub(zero), real[e.First].End.Sub(zero)
			if (e.Start-start).Abs() > near || (e.End-end).Abs() > near {
				t.Errorf("worker %d ran chunk %d from %v to %v, the events say from %v to %v", e.Worker, e.First, start, end, e.Start, e.End)
			}
		}
	}
	if done != len(real) {
		t.Errorf("%d chunks are done, want %d", done, len(real))
	}
}
