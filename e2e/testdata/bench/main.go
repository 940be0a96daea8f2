// Bench is the program of the browser benchmarks: it prints how many ns one of what it measures
// took.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

var (
	workers = flag.Int("workers", 2, "workers of the pool")
	n       = flag.Int("n", 1, "how often")
)

var measures = map[string]func(context.Context, *pool.Pool) (time.Duration, error){
	"apply": applies, "async": asyncs, "map": maps, "imap": imaps, "sleep": sleeps, "large": large,
}

func main() {
	pool.ServeIfWorker()
	mode := flag.String("mode", "apply", "what to measure")
	flag.Parse()
	value, err := measure(context.Background(), *mode)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(float64(value) / float64(*n))
}

func measure(ctx context.Context, mode string) (time.Duration, error) {
	switch mode {
	case "start":
		return start(ctx)
	case "clock":
		return clock(), nil
	}
	p, err := pool.New(ctx, pool.Options{Workers: *workers})
	if err != nil {
		return 0, err
	}
	// Every worker has answered, and the code is warm, before the clock starts.
	if _, err := pool.Map(ctx, p, square, pool.Range(0, 1000)); err != nil {
		return 0, err
	}
	if _, err := pool.Map(ctx, p, busy, make([]int, 8**workers), pool.ChunkSize(1)); err != nil {
		return 0, err
	}
	took, err := measures[mode](ctx, p)
	p.Close()
	if err != nil {
		return 0, err
	}
	return took, p.Join(ctx)
}

var square = pool.Func("square", func(x int) int { return x * x })

var busy = pool.Func("busy", func(int) int {
	for end := time.Now().Add(5 * time.Millisecond); time.Now().Before(end); {
	}
	return 0
})

var same = pool.Func("same", func(x []float64) []float64 { return x })

func applies(ctx context.Context, p *pool.Pool) (time.Duration, error) {
	began := time.Now()
	for i := range *n {
		if _, err := pool.Apply(ctx, p, square, i); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}

func asyncs(ctx context.Context, p *pool.Pool) (time.Duration, error) {
	results := make([]*pool.AsyncResult[int], *n)
	began := time.Now()
	for i := range results {
		results[i] = pool.ApplyAsync(ctx, p, square, i)
	}
	for _, r := range results {
		if _, err := r.Get(ctx); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}

// rounds is how often a map of many items is repeated: the engine compiles its loops better while
// the first runs, and memory is touched for the first time then.
const rounds = 10

func maps(ctx context.Context, p *pool.Pool) (time.Duration, error) {
	args := pool.Range(0, *n)
	began := time.Now()
	for range rounds {
		if _, err := pool.Map(ctx, p, square, args); err != nil {
			return 0, err
		}
	}
	return time.Since(began) / rounds, nil
}

func imaps(ctx context.Context, p *pool.Pool) (time.Duration, error) {
	began := time.Now()
	for _, err := range pool.IMapUnordered(ctx, p, square, func(yield func(int) bool) {
		for i := range *n {
			if !yield(i) {
				return
			}
		}
	}) {
		if err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}

// sleeps maps tasks that take 5 ms each.
func sleeps(ctx context.Context, p *pool.Pool) (time.Duration, error) {
	began := time.Now()
	_, err := pool.Map(ctx, p, busy, make([]int, *n))
	return time.Since(began), err
}

// large sends 16 MiB there and back.
func large(ctx context.Context, p *pool.Pool) (time.Duration, error) {
	x := make([]float64, 2<<20)
	began := time.Now()
	for range *n {
		y, err := pool.Apply(ctx, p, same, x)
		if err != nil {
			return 0, err
		}
		x = y
	}
	return time.Since(began), nil
}

// start waits until each worker of a new pool has answered.
func start(ctx context.Context) (took time.Duration, err error) {
	for range *n {
		ready := make(chan struct{}, *workers)
		began := time.Now()
		p, err := pool.New(ctx, pool.Options{Workers: *workers, OnEvent: func(e pool.Event) {
			if e.Kind == pool.WorkerReady {
				ready <- struct{}{}
			}
		}})
		if err != nil {
			return 0, err
		}
		for range *workers {
			<-ready
		}
		took += time.Since(began)
		p.Terminate()
		if err := p.Join(ctx); err != nil {
			return 0, err
		}
	}
	return took, nil
}

func clock() time.Duration {
	began := time.Now()
	for range *n {
		_ = time.Since(began)
	}
	return time.Since(began)
}
