package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"poolground/pool"
)

// A check is told its pool.
type check struct {
	name    string
	options pool.Options
	check   func(context.Context, *pool.Pool) error
}

// The core's cases, as far as Web Workers might make a difference.
var core = []check{
	{"apply", pool.Options{Workers: 2}, checkApply},
	{"map", pool.Options{Workers: 3}, checkMap},
	{"starmap", pool.Options{Workers: 2}, checkStarmap},
	{"partial", pool.Options{Workers: 2}, checkPartial},
	{"imap", pool.Options{Workers: 2}, checkIMap},
	{"values", pool.Options{Workers: 1}, checkValues},
	{"large", pool.Options{Workers: 1}, checkLarge},
	{"task errors", pool.Options{Workers: 2}, checkErrors},
	{"unencodable", pool.Options{Workers: 2}, checkUnencodable},
	{"initializer", pool.Options{Workers: 2, Initializer: pool.Bind(setState, 42)}, checkInitializer},
	{"failing initializer", pool.Options{Workers: 2, Initializer: pool.Bind(failInit, 0)}, checkFailingInitializer},
	{"recycling", pool.Options{Workers: 2, MaxChunksPerWorker: 1}, checkRecycling},
	{"retries", pool.Options{Workers: 2}, checkRetries},
	{"all workers die", pool.Options{Workers: 3}, checkAllDie},
	{"each phase", pool.Options{Workers: 2}, checkPhases},
	{"a million tiny tasks", pool.Options{Workers: 2}, checkTiny},
	{"a crowd", pool.Options{Workers: 2}, checkCrowd},
	{"a crash with megabytes in flight", pool.Options{Workers: 2}, checkInFlight},
	{"an endless stream", pool.Options{Workers: 2}, checkEndless},
	{"progress", pool.Options{Workers: 2}, checkProgress},
	{"callers at once", pool.Options{Workers: 2}, checkCallers},
	{"terminate", pool.Options{Workers: 2}, checkTerminate},
}

// each is a case that makes every check, with a pool of its own.
func each(checks []check) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, c := range checks {
			err := with(ctx, c.options, func(p *pool.Pool) error { return c.check(ctx, p) })
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			fmt.Println(c.name, "ok")
		}
		return nil
	}
}

// expect compares what was got without an error.
func expect[T any](got T, err error, want T) error {
	if err == nil && !reflect.DeepEqual(got, want) {
		err = fmt.Errorf("got %v, want %v", got, want)
	}
	return err
}

// refuse is an error unless err is of a kind.
func refuse(err, kind error) error {
	if errors.Is(err, kind) {
		return nil
	}
	return fmt.Errorf("got error %v, want %v", err, kind)
}

func checkApply(ctx context.Context, p *pool.Pool) error {
	for i := range 100 {
		y, err := pool.Apply(ctx, p, square, i)
		if err := expect(y, err, i*i); err != nil {
			return err
		}
	}
	return nil
}

func squaresOf(xs []int) []int {
	ys := make([]int, len(xs))
	for i, x := range xs {
		ys[i] = x * x
	}
	return ys
}

func checkMap(ctx context.Context, p *pool.Pool) error {
	xs := pool.Range(0, 10_000)
	for _, options := range [][]pool.CallOption{nil, {pool.ChunkSize(20)}, {pool.ChunkSize(20_000)}} {
		ys, err := pool.Map(ctx, p, square, xs, options...)
		if err := expect(ys, err, squaresOf(xs)); err != nil {
			return err
		}
	}
	none, err := pool.Map(ctx, p, square, []int{})
	return expect(none, err, []int{})
}

var mul = pool.Func2("mul", func(x, y int) int { return x * y })

func checkStarmap(ctx context.Context, p *pool.Pool) error {
	ys, err := pool.Starmap(ctx, p, mul, pool.Zip(pool.Range(1, 10), pool.Range(10, 19)))
	return expect(ys, err, []int{10, 22, 36, 52, 70, 90, 112, 136, 162})
}

func checkPartial(ctx context.Context, p *pool.Pool) error {
	ys, err := pool.Map(ctx, p, pool.PartialRight(mul, 2), pool.Range(1, 5))
	return expect(ys, err, []int{2, 4, 6, 8})
}

func checkIMap(ctx context.Context, p *pool.Pool) error {
	var ys []int
	for y, err := range pool.IMap(ctx, p, square, slices.Values(pool.Range(0, 1000))) {
		if err != nil {
			return err
		}
		ys = append(ys, y)
	}
	if err := expect(ys, nil, squaresOf(pool.Range(0, 1000))); err != nil {
		return err
	}
	endless := func(yield func(int) bool) {
		for i := 0; yield(i); i++ {
		}
	}
	seen := 0
	for _, err := range pool.IMapUnordered(ctx, p, square, endless) {
		if seen++; err != nil || seen == 500 {
			return err
		}
	}
	return nil
}

type value struct {
	Text  string
	Bytes []byte
	Sums  map[string]int64
	When  time.Time
	Next  *value
}

var echoes = pool.Func("echo", func(v value) value { return v })

func checkValues(ctx context.Context, p *pool.Pool) error {
	v := value{
		Text: "äöü \xff", Bytes: []byte{}, Sums: map[string]int64{"max": 1<<63 - 1},
		When: time.Unix(1, 123456789).UTC(), Next: &value{Text: "next"},
	}
	got, err := pool.Apply(ctx, p, echoes, v)
	return expect(got, err, v)
}

var reverse = pool.Func("reverse", func(xs []float64) []float64 {
	slices.Reverse(xs)
	return xs
})

func checkLarge(ctx context.Context, p *pool.Pool) error {
	xs := make([]float64, 8<<20) // 64 MiB
	for i := range xs {
		xs[i] = float64(i)
	}
	ys, err := pool.Apply(ctx, p, reverse, xs)
	if err != nil {
		return err
	}
	for i, y := range ys {
		if y != float64(len(xs)-1-i) {
			return fmt.Errorf("element %d is %v", i, y)
		}
	}
	return nil
}

var errOdd = errors.New("odd")

func init() { pool.RegisterError("cases.odd", errOdd) }

var evenOnly = pool.FuncE("even", func(_ context.Context, x int) (int, error) {
	if x%2 == 1 {
		return 0, fmt.Errorf("%d: %w", x, errOdd)
	}
	return x, nil
})

var panicsNow = pool.Func("panic", func(x int) int { panic("now") })

func checkErrors(ctx context.Context, p *pool.Pool) error {
	_, err := pool.Map(ctx, p, evenOnly, pool.Range(0, 10))
	if err := refuse(err, errOdd); err != nil {
		return err
	}
	_, err = pool.Apply(ctx, p, panicsNow, 0)
	var task *pool.TaskError
	if !errors.As(err, &task) || !strings.Contains(task.Stack, "core.go") {
		return fmt.Errorf("a panic gives %v without its stack", err)
	}
	y, err := pool.Apply(ctx, p, square, 4)
	return expect(y, err, 16)
}

var gives = pool.Func("gives", func(x int) any { return func() {} })

func checkUnencodable(ctx context.Context, p *pool.Pool) error {
	for range 20 {
		var task *pool.TaskError
		if _, err := pool.Apply(ctx, p, gives, 0); !errors.As(err, &task) {
			return fmt.Errorf("a function as a result gives %v", err)
		}
	}
	return nil
}

var state int

var setState = pool.Func("set state", func(x int) int { state = x; return x })

var readState = pool.Func("read state", func(int) int { return state })

func checkInitializer(ctx context.Context, p *pool.Pool) error {
	states, err := pool.Map(ctx, p, readState, pool.Range(0, 4), pool.ChunkSize(1))
	return expect(states, err, []int{42, 42, 42, 42})
}

var errInit = errors.New("no state")

func init() { pool.RegisterError("cases.init", errInit) }

var failInit = pool.FuncE("fail init", func(context.Context, int) (int, error) { return 0, errInit })

func checkFailingInitializer(ctx context.Context, p *pool.Pool) error {
	_, err := pool.Apply(ctx, p, square, 2)
	return refuse(err, errInit)
}

func checkRecycling(ctx context.Context, p *pool.Pool) error {
	ys, err := pool.Map(ctx, p, square, pool.Range(0, 12), pool.ChunkSize(1))
	if err := expect(ys, err, squaresOf(pool.Range(0, 12))); err != nil {
		return err
	}
	started := 0
	for _, w := range p.Stats().Workers {
		started += w.Started
	}
	if started < 12 {
		return fmt.Errorf("12 chunks had %d workers", started)
	}
	return nil
}

var dies = pool.Func("dies", func(int) int { os.Exit(9); return 0 })

func checkRetries(ctx context.Context, p *pool.Pool) error {
	_, err := pool.Apply(ctx, p, dies, 0, pool.Retries(2))
	if err := refuse(err, pool.ErrWorkerDied); err != nil {
		return err
	}
	y, err := pool.Apply(ctx, p, square, 5)
	return expect(y, err, 25)
}

func checkAllDie(ctx context.Context, p *pool.Pool) error {
	var results []*pool.AsyncResult[int]
	for range 6 {
		results = append(results, pool.ApplyAsync(ctx, p, dies, 0))
	}
	for _, r := range results {
		_, err := r.Get(ctx)
		if err := refuse(err, pool.ErrWorkerDied); err != nil {
			return err
		}
	}
	return checkApply(ctx, p)
}

func checkProgress(ctx context.Context, p *pool.Pool) error {
	var last atomic.Int64
	_, err := pool.Map(ctx, p, square, pool.Range(0, 100), pool.ChunkSize(7), pool.OnProgress(func(done, total int) {
		if total == 100 {
			last.Store(int64(done))
		}
	}))
	return expect(last.Load(), err, 100)
}

func checkCallers(ctx context.Context, p *pool.Pool) error {
	var wg sync.WaitGroup
	errs := make([]error, 100)
	for i := range errs {
		wg.Go(func() {
			ys, err := pool.Map(ctx, p, square, pool.Range(i, i+10))
			errs[i] = expect(ys, err, squaresOf(pool.Range(i, i+10)))
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func checkTerminate(ctx context.Context, p *pool.Pool) error {
	pending := pool.MapAsync(ctx, p, busy, slices.Repeat([]int{1000}, 10_000), pool.ChunkSize(1))
	p.Terminate()
	_, err := pending.Get(ctx)
	return refuse(err, pool.ErrTerminated)
}
