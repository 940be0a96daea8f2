// A function without arguments, called ten times.
package main

import (
	"context"
	"fmt"
	"log"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

var greet = pool.Func0("greet", func() int {
	fmt.Println("function without argument")
	return 0
})

func main() {
	pool.ServeIfWorker()
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{})
	if err != nil {
		log.Fatal(err)
	}

	if _, err := pool.Map(ctx, p, greet, pool.Range(0, 10)); err != nil {
		log.Fatal(err)
	}

	p.Close()
	if err := p.Join(ctx); err != nil {
		log.Fatal(err)
	}
}
