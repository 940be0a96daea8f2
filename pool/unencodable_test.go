package pool_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"poolground/pool"
)

type (
	withFunc      struct{ F func() }
	withChan      struct{ In struct{ C chan int } }
	withInterface struct{ Any any }
	withHidden    struct {
		Shown  int
		hidden int
	}
	withJSONDash struct {
		Kept string
		Lost int `json:"-"`
	}
	Deep1     struct{ X string }
	Deep2     struct{ Deep1 }
	shadowing struct {
		Deep2
		X string
	}
	LeftX    struct{ X string }
	RightX   struct{ X string }
	siblings struct {
		LeftX
		RightX
	}
	LeftDeep  struct{ LeftX }
	RightDeep struct{ RightX }
	cousins   struct {
		LeftDeep
		RightDeep
	}
	hiddenBase   struct{ X int }
	embedsHidden struct{ hiddenBase }
	ring         struct{ Next *ring }
	tree         struct{ Kids []tree }
	loop         []loop
	graph        map[string]graph
)

// Each row is a value whose type or shape cannot cross, and what its error must name.
var unencodables = []struct {
	name  string
	run   func(p *pool.Pool, t *testing.T) error // with the value as the result of task 1
	names []string
}{
	refuses("func", func() {}, "func()", "is a func"),
	refuses("chan", make(chan int), "chan int"),
	refuses("any", any(3), "interface"),
	refuses("error", errors.New("x"), "error", "interface"),
	refuses("func field", withFunc{}, "pool_test.withFunc.F", "func"),
	refuses("chan field", withChan{}, "C", "chan"),
	refuses("interface field", withInterface{}, "pool_test.withInterface.Any", "interface"),
	refuses("unexported field", withHidden{1, 2}, "pool_test.withHidden.hidden", "unexported"),
	refuses("unexported field in a slice", []withHidden{{1, 2}}, "pool_test.withHidden.hidden"),
	refuses("unexported field in a map", map[string]*withHidden{"a": {1, 2}}, "pool_test.withHidden.hidden"),
	refuses("unexported embedding", embedsHidden{hiddenBase{1}}, "pool_test.embedsHidden.hiddenBase"),
	refuses("json dash", withJSONDash{"1", 2}, "pool_test.withJSONDash.Lost"),
	refuses("shadowed field", shadowing{Deep2{Deep1{"1"}}, "2"}, "X"),
	refuses("siblings", siblings{LeftX{"1"}, RightX{"2"}}, "X"),
	refuses("cousins", cousins{LeftDeep{LeftX{"1"}}, RightDeep{RightX{"2"}}}, "X"),
	refuses("ring", ringOf(3), "pool_test.ring", "cycle"),
	refuses("loop", loopOf(), "pool_test.loop", "cycle"),
	refuses("graph", graphOf(), "pool_test.graph", "cycle"),
	refuses("tree", treeOf(), "pool_test.tree", "cycle"),
	refusesMade("too deep", sync.OnceValue(func() loop { return deepLoop(70_000) }), "pool_test.loop", "deep"),
}

func ringOf(n int) *ring {
	first := &ring{}
	at := first
	for range n {
		at.Next = &ring{}
		at = at.Next
	}
	at.Next = first
	return first
}

func loopOf() loop {
	l := make(loop, 1)
	l[0] = l
	return l
}

func graphOf() graph {
	g := graph{}
	g["a"] = graph{"b": g}
	return g
}

func treeOf() tree {
	t := tree{make([]tree, 2)}
	t.Kids[1] = t
	return t
}

func deepLoop(n int) loop {
	var l loop
	for range n {
		l = loop{l}
	}
	return l
}

type unencodable = struct {
	name  string
	run   func(p *pool.Pool, t *testing.T) error
	names []string
}

func refuses[T any](name string, bad T, names ...string) unencodable {
	return refusesMade(name, func() T { return bad }, names...)
}

// refusesMade is refuses for a value that takes long to make: every worker that is a program of
// its own would pay for it at its start.
func refusesMade[T any](name string, bad func() T, names ...string) (row unencodable) {
	result := pool.Func("t.badResult."+name, func(n int) T {
		var zero T
		if n == 1 {
			return bad()
		}
		return zero
	})
	arg := pool.Func("t.badArg."+name, func(T) int { return 1 })
	constant := pool.Func2("t.badConstant."+name, func(_ T, n int) int { return n })
	row.name, row.names = name, names
	row.run = func(p *pool.Pool, t *testing.T) error {
		ctx := patient(t)
		bad := bad()
		var zero T
		checkRefused(t, "argument", names, func() (any, error) { return pool.Map(ctx, p, arg, []T{zero, bad}) })
		checkRefused(t, "lone argument", names, func() (any, error) { return pool.Apply(ctx, p, arg, bad) })
		checkRefused(t, "result", names, func() (any, error) { return pool.Map(ctx, p, result, []int{0, 1}) })
		checkRefused(t, "starmap", names, func() (any, error) {
			return pool.Starmap(ctx, p, constant, pool.Zip([]T{zero, bad}, []int{1, 2}))
		})
		err := checkRefused(t, "constant", names, func() (any, error) {
			return pool.Map(ctx, p, pool.Partial(constant, bad), []int{1, 2, 3}, pool.ChunkSize(1))
		})
		var e *pool.TaskError
		if errors.As(err, &e) && e.Index != -1 {
			t.Errorf("constant: index %d, want -1", e.Index)
		}
		for y, err := range pool.IMap(ctx, p, arg, slices.Values([]T{bad})) {
			if y != 0 || err == nil {
				t.Errorf("IMap: %v, %v", y, err)
			}
		}
		return err
	}
	return row
}

func checkRefused(t *testing.T, what string, names []string, f func() (any, error)) error {
	t.Helper()
	_, err := f()
	var e *pool.TaskError
	if !errors.As(err, &e) {
		t.Errorf("%s: error %v, want a *TaskError", what, err)
		return err
	}
	for _, name := range names {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v does not name %s", what, err, name)
		}
	}
	if errors.Is(err, pool.ErrWorkerDied) {
		t.Errorf("%s: a worker died: %v", what, err)
	}
	return err
}

func TestWhatCannotBeEncodedIsATaskError(t *testing.T) {
	for _, b := range backends {
		if !b.encodes {
			continue
		}
		t.Run(b.name, func(t *testing.T) {
			checkLeaks(t)
			p, ctx := b.pool(t, 2), patient(t)
			for _, row := range unencodables {
				t.Run(row.name, func(t *testing.T) { _ = row.run(p, t) })
			}
			same(t, squares(20))(pool.Map(ctx, p, square, pool.Range(0, 20)))
			for i, s := range p.Stats().Workers {
				if s.Started != 1 {
					t.Errorf("worker %d was started %d times", i, s.Started)
				}
			}
		})
	}
}

// unsteady is encoded by itself; 7 cannot be, and 13 panics; 99 cannot be decoded.
type unsteady struct{ N int }

func (u unsteady) MarshalBinary() ([]byte, error) {
	switch u.N {
	case 7:
		return nil, errKnown
	case 13:
		panic("marshal 13")
	}
	return []byte{byte(u.N)}, nil
}

func (u *unsteady) UnmarshalBinary(b []byte) error {
	switch u.N = int(b[0]); u.N {
	case 99:
		return errors.New("cannot be decoded")
	case 98:
		panic("unmarshal 98")
	}
	return nil
}

var (
	makeUnsteady = pool.Func("t.makeUnsteady", func(n [1]int) map[string]unsteady { return map[string]unsteady{"u": {n[0]}} })
	useUnsteady  = pool.Func("t.useUnsteady", func(u map[string]unsteady) int { return u["u"].N })
)

// Values that can be encoded or not, one by one: 20 errors, and no worker is lost.
func TestSomeItemsCannotBeEncodedOrDecoded(t *testing.T) {
	checkLeaks(t)
	p, ctx := newPool(t, pool.Options{Workers: 2, Backend: linked(asFramed)()}), patient(t)
	ns := []int{1, 7, 2, 13, 3, 99, 4, 98, 98, 99, 7, 7, 13, 5}
	bad := map[int]string{7: "known", 13: "panic: marshal 13", 99: "cannot be decoded", 98: "panic: unmarshal 98"}
	args := make([][1]int, len(ns))
	given := make([]map[string]unsteady, len(ns))
	for i, n := range ns {
		args[i], given[i] = [1]int{n}, map[string]unsteady{"u": {n}}
	}
	for size := 1; size <= len(ns); size++ {
		ys, err := pool.Map(ctx, p, makeUnsteady, args, pool.ChunkSize(size), pool.KeepGoing())
		zs, argErr := pool.Map(ctx, p, useUnsteady, given, pool.ChunkSize(size), pool.KeepGoing())
		for what, err := range map[string]error{"result": err, "argument": argErr} {
			if all := joined(err); len(all) != 9 {
				t.Errorf("%s: %d errors", what, len(all))
			}
			at := 0
			for _, err := range joined(err) {
				for bad[ns[at]] == "" {
					at++
				}
				if !strings.Contains(err.Error(), bad[ns[at]]) || !strings.Contains(err.Error(), fmt.Sprintf("task %d", at)) {
					t.Errorf("%s %d (%d): %v", what, at, ns[at], err)
				}
				at++
			}
		}
		for i, n := range ns {
			if bad[n] == "" && (ys[i]["u"].N != n || zs[i] != n) || bad[n] != "" && (ys[i] != nil || zs[i] != 0) {
				t.Errorf("chunks of %d, item %d: %v, %v", size, i, ys[i], zs[i])
			}
		}
		i := 0
		for y, err := range pool.IMap(ctx, p, makeUnsteady, slices.Values(args), pool.ChunkSize(size)) {
			if (err != nil) != (bad[ns[i]] != "") || err == nil && y["u"].N != ns[i] {
				t.Errorf("IMap, item %d: %v, %v", i, y, err)
			}
			i++
		}
		for _, n := range []int{7, 13, 98, 99} {
			_, err := pool.Map(ctx, p, makeUnsteady, [][1]int{{1}, {n}, {2}}, pool.ChunkSize(size))
			if err == nil || !strings.Contains(err.Error(), bad[n]) {
				t.Errorf("%d: %v", n, err)
			}
		}
	}
	for i, s := range p.Stats().Workers {
		if s.Started != 1 {
			t.Errorf("worker %d was started %d times", i, s.Started)
		}
	}
}
