package pool_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"testing"

	"poolground/pool"
)

var panicky = pool.Func("t.panicky", func(how string) int {
	switch how {
	case "text":
		panic("a text")
	case "error":
		panic(fmt.Errorf("wrapped: %w", errPicky))
	case "nil map":
		var m map[int]int
		//lint:ignore SA5000 the panic is what is tested
		m[1] = 2
	case "index":
		var s []int
		return s[len(how)]
	case "nil pointer":
		var p *struct{ a, b int }
		return p.b
	case "deep":
		panicDeep(100)
	case "again":
		defer func() { panic(fmt.Sprint(recover(), " again")) }()
		panic("once")
	case "value":
		panic([]int{1, 2})
	case "nil":
		panic(nil)
	case "goexit":
		runtime.Goexit()
	case "goexit deferred":
		defer func() { _ = recover() }()
		runtime.Goexit()
	}
	return len(how)
})

func panicDeep(n int) {
	if n == 0 {
		panic("deep")
	}
	panicDeep(n - 1)
}

func TestAPanicIsATaskError(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 1), patient(t)
		for how, want := range map[string]string{
			"text":        "panic: a text",
			"error":       "panic: wrapped: not to my taste",
			"nil map":     "panic: assignment to entry in nil map",
			"index":       "panic: runtime error: index out of range [5] with length 0",
			"nil pointer": "panic: runtime error: invalid memory address or nil pointer dereference",
			"deep":        "panic: deep",
			"again":       "panic: once again",
			"value":       "panic: [1 2]",
			"nil":         "panic: panic called with nil argument",
		} {
			_, err := pool.Map(ctx, p, panicky, []string{"fine", how})
			e := wantTaskError(t, err, "t.panicky", 1, want)
			if first, _, _ := strings.Cut(e.Stack, "\n"); !strings.HasPrefix(first, "poolground/pool_test.") {
				t.Errorf("%s: the stack begins with %q, want the line that panicked", how, first)
			}
			if !strings.Contains(e.Stack, "panic_test.go:") || strings.Contains(e.Stack, "poolground/pool.") || strings.Contains(e.Stack, "runtime.gopanic") {
				t.Errorf("%s: stack\n%s", how, e.Stack)
			}
			if errors.Is(err, errPicky) != (how == "error") {
				t.Errorf("%s: errors.Is is wrong", how)
			}
		}
		if s := p.Stats().Workers[0]; s.Started != 1 {
			t.Errorf("%d workers were started: a panic must not end one", s.Started)
		}
	})
}

func TestGoexitIsATaskError(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 1), patient(t)
		for _, how := range []string{"goexit", "goexit deferred"} {
			for _, size := range []int{1, 2, 5} {
				_, err := pool.Map(ctx, p, panicky, []string{"fine", how, "fine"}, pool.ChunkSize(size))
				wantTaskError(t, err, "t.panicky", 1, "the task called runtime.Goexit, let it return an error instead")
				args := []string{how, "fine", how, "it", how}
				ys, err := pool.Map(ctx, p, panicky, args, pool.ChunkSize(size), pool.KeepGoing())
				same(t, []int{0, 4, 0, 2, 0})(ys, nil)
				if len(joined(err)) != 3 {
					t.Error(err)
				}
			}
		}
		if s := p.Stats().Workers[0]; s.Started != 1 {
			t.Errorf("%d workers were started: runtime.Goexit must not end one", s.Started)
		}
	})
}

func TestPanicsKeepGoing(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), patient(t)
		ys, err := pool.Map(ctx, p, panicky, []string{"text", "abc", "index", "goexit", "ab"}, pool.ChunkSize(5), pool.KeepGoing())
		same(t, []int{0, 3, 0, 0, 2})(ys, nil)
		if len(joined(err)) != 3 {
			t.Error(err)
		}
		i := 0
		for y, err := range pool.IMap(ctx, p, panicky, func(yield func(string) bool) {
			_ = yield("text") && yield("goexit") && yield("abc")
		}) {
			if (i == 2) != (err == nil) || (i == 2) != (y == 3) {
				t.Errorf("item %d: %d, %v", i, y, err)
			}
			i++
		}
	})
}

var rootCause = pool.FuncE("t.rootCause", func(context.Context, int) (int, error) {
	panic(&fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist})
})

func TestAPanicWithAnErrorUnwraps(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 1), patient(t)
		_, err := pool.Apply(ctx, p, rootCause, 1)
		wantTaskError(t, err, "t.rootCause", 0, "panic: open x: file does not exist")
		if b.encodes {
			return // fs.ErrNotExist is not registered
		}
		var pe *fs.PathError
		if !errors.Is(err, fs.ErrNotExist) || !errors.As(err, &pe) {
			t.Errorf("%v does not unwrap to its cause", err)
		}
	})
}
