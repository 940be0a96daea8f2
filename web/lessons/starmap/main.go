// A function of two arguments, mapped over pairs.
package main

import (
	"context"
	"fmt"
	"log"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

var mul = pool.Func2("mul", func(x, y int) int { return x * y })

func main() {
	pool.ServeIfWorker()
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{})
	if err != nil {
		log.Fatal(err)
	}

	pairs := pool.Zip(pool.Range(1, 10), pool.Range(10, 19))
	products, err := pool.Starmap(ctx, p, mul, pairs)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(products)

	p.Close()
	if err := p.Join(ctx); err != nil {
		log.Fatal(err)
	}
}
