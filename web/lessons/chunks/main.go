// The same uneven tasks in large chunks and in small ones.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

const tasks = 48

var uneven = pool.Func("uneven", func(n int) int {
	for end := time.Now().Add(time.Duration(n+1) * time.Millisecond); time.Now().Before(end); {
	}
	return n
})

func main() {
	pool.ServeIfWorker()
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{})
	if err != nil {
		log.Fatal(err)
	}

	for _, size := range []int{max(1, tasks/p.Workers()), 1} {
		began := time.Now()
		if _, err := pool.Map(ctx, p, uneven, pool.Range(0, tasks), pool.ChunkSize(size)); err != nil {
			log.Fatal(err)
		}
		fmt.Printf("chunks of %d: %d ms\n", size, time.Since(began).Milliseconds())
	}

	p.Close()
	if err := p.Join(ctx); err != nil {
		log.Fatal(err)
	}
}
