// Takes ever more memory: in main, or with an argument in a worker.
package main

import (
	"context"
	"fmt"
	"os"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

var kept [][]byte

var eat = pool.Func("eat", func(int) int {
	for {
		kept = append(kept, make([]byte, 8<<20))
	}
})

func main() {
	pool.ServeIfWorker()
	fmt.Println("begins")
	if len(os.Args) == 1 {
		for {
			kept = append(kept, make([]byte, 8<<20))
		}
	}
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{Workers: 1})
	if err != nil {
		panic(err)
	}
	_, err = pool.Map(ctx, p, eat, []int{0})
	fmt.Println(err)
	p.Close()
	if err := p.Join(ctx); err != nil {
		panic(err)
	}
}
