// Four ways to fail, and a pool that goes on.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

var risky = pool.FuncE("risky", func(ctx context.Context, n int) (int, error) {
	switch n {
	case 1:
		return 0, errors.New("no luck")
	case 2:
		panic("no luck at all")
	case 3:
		time.Sleep(time.Hour)
	case 4:
		os.Exit(7)
	}
	return n * n, nil
})

func main() {
	pool.ServeIfWorker()
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{})
	if err != nil {
		log.Fatal(err)
	}

	results, err := pool.Map(ctx, p, risky, pool.Range(0, 6),
		pool.KeepGoing(), pool.ChunkSize(1), pool.TaskTimeout(300*time.Millisecond))
	fmt.Println(results)
	for _, failure := range err.(interface{ Unwrap() []error }).Unwrap() {
		var task *pool.TaskError
		if errors.As(failure, &task) {
			fmt.Printf("task %d: %v\n", task.Index, task.Err)
		}
	}

	fmt.Println(pool.Map(ctx, p, risky, pool.Range(5, 9)))

	p.Close()
	if err := p.Join(ctx); err != nil {
		log.Fatal(err)
	}
}
