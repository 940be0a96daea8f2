package pool_test

import (
	"context"
	"iter"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"poolground/pool"
)

var (
	square = pool.Func("square", func(x int) int { return x * x })
	mul    = pool.Func2("mul", func(x, y int) int { return x * y })
	sub    = pool.Func2E("t.sub", func(_ context.Context, x, y int) (int, error) { return x - y, nil })
	seven  = pool.Func0("t.seven", func() int { return 7 })
	length = pool.Func2("t.length", func(s string, f float64) float64 { return float64(len(s)) * f })
)

func squares(n int) []int {
	ys := make([]int, n)
	for i := range ys {
		ys[i] = i * i
	}
	return ys
}

// same fails unless a call gave what was wanted and no error.
func same[T any](t testing.TB, want T) func(got T, err error) {
	t.Helper()
	return func(got T, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("error %v", err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

func TestApply(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), patient(t)
		same(t, 49)(pool.Apply(ctx, p, square, 7))
		same(t, 49)(pool.ApplyAsync(ctx, p, square, 7).Get(ctx))
		same(t, 7)(pool.Apply(ctx, p, seven, 0))
		same(t, -3)(pool.Apply(ctx, p, pool.Partial(sub, 4), 7))
		same(t, 3)(pool.Apply(ctx, p, pool.PartialRight(sub, 4), 7))
	})
}

func TestMapWithEveryChunkSize(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 3), patient(t)
		args, want := pool.Range(0, 100), squares(100)
		same(t, want)(pool.Map(ctx, p, square, args))
		for _, size := range []int{1, 2, 7, 20, 99, 100, 101, 1 << 40} {
			same(t, want)(pool.Map(ctx, p, square, args, pool.ChunkSize(size)))
			same(t, want)(pool.MapAsync(ctx, p, square, args, pool.ChunkSize(size)).Get(ctx))
		}
		for n := range 30 {
			same(t, squares(n))(pool.Map(ctx, p, square, pool.Range(0, n)))
		}
	})
}

func TestStarmap(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 3), patient(t)
		pairs := pool.Zip(pool.Range(0, 100), pool.Range(50, 250))
		want := make([]int, 100)
		for i := range want {
			want[i] = i - (50 + i)
		}
		same(t, want)(pool.Starmap(ctx, p, sub, pairs))
		same(t, want)(pool.Starmap(ctx, p, sub, pairs, pool.ChunkSize(20)))
		same(t, want)(pool.StarmapAsync(ctx, p, sub, pairs).Get(ctx))
		same(t, []int{0, 3, 8})(pool.Starmap(ctx, p, mul, slices.All([]int{9, 3, 4})))
		same(t, []float64{1.5})(pool.Starmap(ctx, p, length, maps.All(map[string]float64{"abc": .5})))
	})
}

func TestStarmapReadsItsPairsFirst(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), patient(t)
		as := pool.Range(0, 50)
		res := pool.StarmapAsync(ctx, p, sub, pool.Zip(as, as))
		for i := range as {
			as[i] = 1000 + i*i
		}
		same(t, make([]int, 50))(res.Get(ctx))
	})
}

func TestZipAndRange(t *testing.T) {
	same(t, map[int]string{1: "a", 2: "b"})(maps.Collect(pool.Zip([]int{1, 2, 3}, []string{"a", "b"})), nil)
	same(t, map[int]string{1: "a"})(maps.Collect(pool.Zip([]int{1}, []string{"a", "b"})), nil)
	for range pool.Zip([]int{1, 2}, []int{1, 2}) {
		break
	}
	same(t, []int{3, 4, 5})(pool.Range(3, 6), nil)
	same(t, []int{-1, 0})(pool.Range(-1, 1), nil)
	same(t, []int{})(pool.Range(3, 3), nil)
	same(t, []int{})(pool.Range(3, -3), nil)
}

func TestEmptyInput(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), patient(t)
		for _, opts := range [][]pool.CallOption{nil, {pool.ChunkSize(3)}, {pool.KeepGoing()}} {
			same(t, []int{})(pool.Map(ctx, p, square, nil, opts...))
			same(t, []int{})(pool.Map(ctx, p, square, []int{}, opts...))
			same(t, []int{})(pool.Starmap(ctx, p, mul, pool.Zip([]int{}, []int{1}), opts...))
			res := pool.MapAsync(ctx, p, square, nil, opts...)
			same(t, []int{})(res.Get(ctx))
			called := make(chan []int, 1)
			res.OnDone(func(ys []int, err error) {
				if err != nil {
					t.Error(err)
				}
				called <- ys
			})
			same(t, []int{})(receive(t, called), nil)
			for _, imap := range imaps {
				for y, err := range imap(ctx, p, square, slices.Values([]int{}), opts...) {
					t.Error("yielded", y, err)
				}
			}
		}
	})
}

type imapFunc = func(context.Context, *pool.Pool, pool.Function[int, int], iter.Seq[int], ...pool.CallOption) iter.Seq2[int, error]

var imaps = map[string]imapFunc{"IMap": pool.IMap[int, int], "IMapUnordered": pool.IMapUnordered[int, int]}

func TestPoolSizes(t *testing.T) {
	ctx := patient(t)
	for _, o := range []pool.Options{{Workers: -1}, {Workers: 1 << 30}, {MaxChunksPerWorker: -1}} {
		if p, err := pool.New(ctx, o); err == nil || p != nil {
			t.Errorf("New(%+v) gave %v, %v", o, p, err)
		}
	}
	t.Run("default", func(t *testing.T) {
		if got := newPool(t, pool.Options{}).Workers(); got != pool.CPUCount() || got != runtime.GOMAXPROCS(0) {
			t.Errorf("%d workers by default on %d cores", got, pool.CPUCount())
		}
	})
	eachBackend(t, func(t *testing.T, b backendCase) {
		p := b.pool(t, 3)
		if p.Workers() != 3 || len(p.Stats().Workers) != 3 {
			t.Errorf("%d workers, %d in Stats", p.Workers(), len(p.Stats().Workers))
		}
		same(t, squares(40))(pool.Map(ctx, p, square, pool.Range(0, 40)))
	})
}

func TestOptionsAreChecked(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 1), patient(t)
		bad := map[string]pool.CallOption{
			"pool: chunk size 0, want 1 or more":        pool.ChunkSize(0),
			"pool: chunk size -4, want 1 or more":       pool.ChunkSize(-4),
			"pool: task timeout 0s, want more than 0":   pool.TaskTimeout(0),
			"pool: task timeout -1ns, want more than 0": pool.TaskTimeout(-1),
			"pool: -1 retries, want 0 or more":          pool.Retries(-1),
			"pool: OnProgress of a nil function":        pool.OnProgress(nil),
		}
		for want, o := range bad {
			for _, n := range []int{0, 5} {
				ys, err := pool.Map(ctx, p, square, pool.Range(0, n), o)
				if ys != nil || err == nil || err.Error() != want {
					t.Errorf("Map: %v, %v; want %s", ys, err, want)
				}
				for y, err := range pool.IMap(ctx, p, square, slices.Values(pool.Range(0, n)), o) {
					if y != 0 || err == nil || err.Error() != want {
						t.Errorf("IMap: %v, %v; want %s", y, err, want)
					}
				}
			}
			if y, err := pool.Apply(ctx, p, square, 3, o); y != 0 || err == nil || err.Error() != want {
				t.Errorf("Apply: %v, %v; want %s", y, err, want)
			}
		}
		var zero pool.Function[int, int]
		if _, err := pool.Map(ctx, p, zero, []int{1}); err == nil {
			t.Error("the zero Function was accepted")
		}
		if _, err := pool.Map(ctx, p, pool.Partial(pool.Function2[int, int, int]{}, 2), []int{1}); err == nil {
			t.Error("a Partial of the zero Function2 was accepted")
		}
	})
}

func TestRegisteringTwiceOrBadlyPanics(t *testing.T) {
	for what, f := range map[string]func(){
		"duplicate": func() { pool.Func("square", func(int) int { return 0 }) },
		"empty":     func() { pool.Func("", func(int) int { return 0 }) },
		"nil":       func() { pool.Func[int, int]("t.nil", nil) },
		"nil E":     func() { pool.FuncE[int, int]("t.nil", nil) },
		"nil 0":     func() { pool.Func0[int]("t.nil", nil) },
		"nil 2":     func() { pool.Func2[int, int, int]("t.nil", nil) },
		"nil 2E":    func() { pool.Func2E[int, int, int]("t.nil", nil) },
		"twice 2":   func() { pool.Func2("square", func(a, b int) int { return 0 }) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", what)
				}
			}()
			f()
		}()
	}
}
