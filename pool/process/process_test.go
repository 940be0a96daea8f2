//go:build unix

package process_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"poolground/pool"
	"poolground/pool/process"
)

var (
	square = pool.Func("square", func(x int) int { return x * x })
	say    = pool.Func("say", func(x int) int { fmt.Printf("task %d", x); return x })
	exit   = pool.Func("exit", func(code int) int { os.Exit(code); return 0 })
	signal = pool.Func("signal", func(int) int {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	})
	same    = pool.Func("same", func(xs []float64) []float64 { return xs })
	reverse = pool.Func("reverse", func(xs []float64) []float64 {
		ys := make([]float64, len(xs))
		for i, x := range xs {
			ys[len(xs)-1-i] = x
		}
		return ys
	})
)

func TestMain(m *testing.M) {
	serveFloor()
	runProgram()
	pool.ServeIfWorker()
	_ = os.Setenv("GORACE", "atexit_sleep_ms=0") // of workers: the race detector's second is not the pool's
	os.Exit(m.Run())
}

func start(t testing.TB, o pool.Options) *pool.Pool {
	t.Helper()
	return startWith(t, process.New(process.Options{}), o)
}

func startWith(t testing.TB, b pool.Backend, o pool.Options) *pool.Pool {
	t.Helper()
	o.Backend = b
	if o.Workers == 0 {
		o.Workers = 2
	}
	p, err := pool.New(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Close()
		if err := p.Join(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return p
}

func TestMap(t *testing.T) {
	p := start(t, pool.Options{})
	ys, err := pool.Map(t.Context(), p, square, pool.Range(0, 10_000))
	if err != nil || ys[9_999] != 9_999*9_999 {
		t.Fatal(ys[9_999], err)
	}
}

func TestOutputComesBeforeTheResult(t *testing.T) {
	var out bytes.Buffer
	p := start(t, pool.Options{Stdout: &out})
	for i := range 200 {
		if _, err := pool.Apply(t.Context(), p, say, i); err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("task %d\n", i); !strings.HasSuffix(out.String(), want) {
			t.Fatalf("after task %d the output ends in %q", i, out.String()[max(0, out.Len()-20):])
		}
	}
}

func TestDeathIsReported(t *testing.T) {
	p := start(t, pool.Options{Workers: 1})
	for range 3 {
		_, err := pool.Apply(t.Context(), p, exit, 3)
		if !errors.Is(err, pool.ErrWorkerDied) || !strings.Contains(err.Error(), "exited with code 3") {
			t.Fatal(err)
		}
	}
	_, err := pool.Apply(t.Context(), p, signal, 0)
	if !errors.Is(err, pool.ErrWorkerDied) || !strings.Contains(err.Error(), "killed by signal 9") {
		t.Fatal(err)
	}
	if y, err := pool.Apply(t.Context(), p, square, 7); y != 49 || err != nil {
		t.Fatal(y, err)
	}
}

func TestLargeItems(t *testing.T) {
	p := start(t, pool.Options{Workers: 1})
	xs := make([]float64, 8<<20)
	xs[0] = 1
	ys, err := pool.Apply(t.Context(), p, reverse, xs)
	if err != nil || len(ys) != len(xs) || ys[len(ys)-1] != 1 {
		t.Fatal(len(ys), err)
	}
}

// marked is a backend whose workers know that they are some.
func marked() pool.Backend {
	return process.New(process.Options{Env: []string{inWorker + "=1"}})
}
