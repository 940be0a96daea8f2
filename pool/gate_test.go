package pool_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"poolground/pool"
)

// A gate holds tasks until the test opens it, and tells it of their arrival. Tasks find it by
// its number, which crosses to any worker of this program.
type gate struct {
	id      int
	entered chan int // the tasks that have come
	opened  chan struct{}
	left    atomic.Int32 // tasks that were let through, or gave up
}

var (
	gates  sync.Map
	nextID atomic.Int64
)

func newGate(t testing.TB) *gate {
	g := &gate{id: int(nextID.Add(1)), entered: make(chan int, 1<<14), opened: make(chan struct{})}
	gates.Store(g.id, g)
	t.Cleanup(func() { gates.Delete(g.id) })
	return g
}

func (g *gate) open() { close(g.opened) }

// at is the argument of task n at this gate.
func (g *gate) at(n int) gateArg { return gateArg{g.id, n} }

// args is the arguments of n tasks.
func (g *gate) args(n int) []gateArg {
	args := make([]gateArg, n)
	for i := range args {
		args[i] = g.at(i)
	}
	return args
}

type gateArg struct{ Gate, N int }

func (a gateArg) enter() *gate {
	g, _ := gates.Load(a.Gate)
	g.(*gate).entered <- a.N
	return g.(*gate)
}

var (
	// gated waits at a gate, or until its context ends.
	gated = pool.FuncE("t.gated", func(ctx context.Context, a gateArg) (int, error) {
		g := a.enter()
		defer g.left.Add(1)
		select {
		case <-g.opened:
			return a.N, nil
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	})
	// stubborn waits at a gate whatever its context says.
	stubborn = pool.Func("t.stubborn", func(a gateArg) int {
		g := a.enter()
		defer g.left.Add(1)
		<-g.opened
		return a.N
	})
	// through only passes by.
	through = pool.Func("t.through", func(a gateArg) int {
		a.enter()
		return a.N
	})
)
