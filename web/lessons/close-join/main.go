// What a pool still does after Close, and when Join may be called.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

var square = pool.Func("square", func(x int) int {
	time.Sleep(100 * time.Millisecond)
	return x * x
})

func main() {
	pool.ServeIfWorker()
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{})
	if err != nil {
		log.Fatal(err)
	}

	before := pool.MapAsync(ctx, p, square, pool.Range(0, 8))
	fmt.Println("Join before Close:", p.Join(ctx))

	p.Close()
	_, err = pool.Map(ctx, p, square, pool.Range(0, 8))
	fmt.Println("Map after Close:", err)

	squares, err := before.Get(ctx)
	fmt.Println("submitted before:", squares, err)
	fmt.Println("Join after Close:", p.Join(ctx))
}
