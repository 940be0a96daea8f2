// Tasks is a module of functions for JavaScript: its main does nothing else.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
	"unsafe"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

func main() {
	pool.ServeIfWorker()
	fmt.Println("main ran")
}

type point struct {
	X, Y float64
	Name string
	Path []float64
}

type everything struct {
	Text  string
	Bytes []byte
	Big   int64
	Huge  uint64
	When  time.Time
	Sums  map[string]int
	Names map[int]string
	Next  *everything
	Flag  bool
	Ratio float32
}

var errOdd = errors.New("odd")

var started = "nothing"

func init() {
	pool.RegisterError("tasks.odd", errOdd)
	pool.Func("square", func(x int) int { return x * x })
	pool.Func("same", func(x int64) int64 { return x })
	pool.Func("half", func(x float64) float64 { return x / 2 })
	pool.Func("greet", func(s string) string { return "hello, " + s })
	pool.Func("turn", func(p point) point { p.X, p.Y = p.Y, p.X; return p })
	pool.Func("echo", func(e everything) everything { return e })
	pool.Func("echoFloats", func(xs []float64) []float64 { return xs })
	pool.Func("echoBytes", func(b []byte) []byte { return b })
	pool.Func("echoFloat", func(x float64) float64 { return x })
	pool.Func("unsigned", func(x uint64) uint64 { return x })
	pool.Func("small", func(x int8) int8 { return x })
	pool.Func0("seven", func() int { return 7 })
	pool.Func2("mul", func(x, y int) int { return x * y })
	pool.Func2("dot", func(a, b []float64) (sum float64) {
		for i := range a {
			sum += a[i] * b[i]
		}
		return sum
	})
	pool.FuncE("even", func(_ context.Context, x int) (int, error) {
		if x%2 == 1 {
			return 0, fmt.Errorf("%d: %w", x, errOdd)
		}
		return x, nil
	})
	pool.FuncE("both", func(context.Context, int) (int, error) { return 0, errors.Join(errOdd, errors.New("and more")) })
	pool.Func("panics", func(x int) int { panic("now") })
	pool.Func("exits", func(x int) int { os.Exit(x); return 0 })
	pool.Func("traps", func(x int) byte { return *(*byte)(unsafe.Pointer(uintptr(1<<32 - 9 + uint64(x)))) })
	pool.Func("spins", func(x int) int {
		for x >= 0 {
			x = x&0xff + 1
		}
		return x
	})
	pool.FuncE("waits", func(ctx context.Context, x int) (int, error) { <-ctx.Done(); return 0, ctx.Err() })
	pool.Func("prints", func(x int) int { fmt.Println("task", x); return x })
	pool.Func("start", func(how string) int { started = how; return 0 })
	pool.Func("started", func(int) string { return started })
	pool.FuncE("failStart", func(context.Context, int) (int, error) { return 0, errOdd })
}
