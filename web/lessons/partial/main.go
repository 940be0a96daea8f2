// A function of two arguments, one of which is the same for all.
package main

import (
	"context"
	"fmt"
	"log"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

var multiply = pool.Func2("multiply", func(x, y int) int { return x * y })

func main() {
	pool.ServeIfWorker()
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{})
	if err != nil {
		log.Fatal(err)
	}

	double := pool.PartialRight(multiply, 2)
	products, err := pool.Map(ctx, p, double, pool.Range(1, 10))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(products)

	p.Close()
	if err := p.Join(ctx); err != nil {
		log.Fatal(err)
	}
}
