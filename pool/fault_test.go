package pool_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"poolground/pool"
)

// A faultPlan says what goes wrong in a world: at which frame of which link, or start, and what.
// It is made of bytes, so that a fuzzer can write one as well as a seed can. It is meant for a
// bubble of testing/synctest: frames that are late, and what waits for those that are lost, then
// take no time.
type faultPlan map[faultPlace]fault

type faultPlace struct {
	nth   int // the worker, in the order of starts
	down  bool
	frame int // from 0, each way; of a start: 0
}

type fault struct {
	kind  faultKind
	extra byte
}

type faultKind byte

const (
	delays   faultKind = iota // by up to two seconds
	cuts                      // the last bytes off
	doubles                   // the same frame twice
	corrupts                  // a bit of the frame's first header
	swaps                     // lets the next frame pass it
	drops                     // as if it had never been sent
	diesBefore
	diesAfter
	failsToStart
	startsLate
	faultKinds
)

var faultNames = [...]string{"delay", "cut", "double", "corrupt", "swap", "drop", "die before", "die after", "fail to start", "start late"}

func (f fault) String() string { return fmt.Sprintf("%s %d", faultNames[f.kind], f.extra) }

func (p faultPlace) String() string {
	way := "up"
	if p.down {
		way = "down"
	}
	return fmt.Sprintf("worker %d %s %d", p.nth, way, p.frame)
}

// faultBytes is how many bytes make one fault.
const faultBytes = 4

// planOf reads a plan of at most 64 faults, at the first frames of the first workers.
func planOf(data []byte) faultPlan {
	plan := faultPlan{}
	for ; len(data) >= faultBytes && len(plan) < 64; data = data[faultBytes:] {
		at := faultPlace{nth: int(data[0]) % 12, down: data[1] >= 128, frame: int(data[1]) % 8}
		f := fault{faultKind(data[2]) % faultKinds, data[3]}
		if f.kind >= failsToStart {
			at.down, at.frame = true, -1
		}
		plan[at] = f
	}
	return plan
}

func randomPlan(r *rand.Rand) faultPlan {
	return planOf(randomBytes(r, faultBytes*r.IntN(60)))
}

// injected counts the faults that came to pass, by kind, in all worlds.
var injected [faultKinds]atomic.Int64

func faultsInjected() string {
	var all []string
	for k := range injected {
		all = append(all, fmt.Sprintf("%s %d", faultNames[k], injected[k].Load()))
	}
	return strings.Join(all, ", ")
}

// inflict makes the plan happen in a world.
func (plan faultPlan) inflict(w *world) {
	w.start = func(_ context.Context, _, nth int) error {
		f, ok := plan[faultPlace{nth, true, -1}]
		if !ok {
			return nil
		}
		injected[f.kind].Add(1)
		if f.kind == failsToStart {
			return errors.New("no room")
		}
		time.Sleep(time.Duration(f.extra) * 10 * ms)
		return nil
	}
	hook := func(down bool) func(*wire, []byte) [][]byte {
		return func(l *wire, frame []byte) [][]byte {
			way := &l.ways[0]
			if down {
				way = &l.ways[1]
			}
			at := faultPlace{l.nth, down, way.frames}
			way.frames++
			passed := way.held
			way.held = nil
			if f, ok := plan[at]; ok {
				injected[f.kind].Add(1)
				return append(f.inflict(l, way, frame), passed...)
			}
			return append([][]byte{frame}, passed...)
		}
	}
	w.sent, w.received = hook(true), hook(false)
}

// A way is one direction of a wire, for the one goroutine that uses it.
type way struct {
	frames int      // that have come this way
	held   [][]byte // to travel behind the next
}

func (f fault) inflict(l *wire, way *way, frame []byte) [][]byte {
	switch f.kind {
	case delays:
		time.Sleep(time.Duration(f.extra) * 8 * ms)
	case cuts:
		return [][]byte{frame[:max(0, len(frame)-1-int(f.extra)%16)]}
	case doubles:
		return [][]byte{frame, append([]byte(nil), frame...)}
	case corrupts:
		if len(frame) >= 8 {
			frame[f.extra%8] ^= 1 << (f.extra / 8 % 8)
		}
	case swaps:
		way.held = append(way.held, frame)
		return nil
	case drops:
		return nil
	case diesBefore:
		l.die(errCrash)
		return nil
	case diesAfter:
		defer l.die(errCrash)
	}
	return [][]byte{frame}
}

// leisurely is a context for a bubble, where time costs nothing.
func leisurely(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 24*time.Hour)
	t.Cleanup(cancel)
	return ctx
}

// mayBreak says whether err is that of a pool whose workers cannot be started.
func mayBreak(err error) bool {
	var e *pool.TaskError
	return errors.Is(err, pool.ErrWorkerDied) && !errors.As(err, &e)
}
