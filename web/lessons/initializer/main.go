// What a worker makes once, for all its tasks.
package main

import (
	"context"
	"fmt"
	"log"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

// Each worker has a table and a counter of its own.
var (
	table []int
	tasks int
)

var prepare = pool.Func("prepare", func(n int) int {
	for i := range n {
		table = append(table, i*i)
	}
	return 0
})

type answer struct{ Square, Task int }

var lookUp = pool.Func("lookUp", func(i int) answer {
	tasks++
	return answer{table[i], tasks}
})

func main() {
	pool.ServeIfWorker()
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{
		Workers:            1,
		Initializer:        pool.Bind(prepare, 1000),
		MaxChunksPerWorker: 2,
	})
	if err != nil {
		log.Fatal(err)
	}

	answers, err := pool.Map(ctx, p, lookUp, pool.Range(0, 6), pool.ChunkSize(1))
	if err != nil {
		log.Fatal(err)
	}
	for i, a := range answers {
		fmt.Printf("%d squared is %d, by task %d of its worker\n", i, a.Square, a.Task)
	}

	p.Close()
	if err := p.Join(ctx); err != nil {
		log.Fatal(err)
	}
}
