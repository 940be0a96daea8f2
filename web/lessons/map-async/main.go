// The same job twice: the parent waits for it, then it does not.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

var slow = pool.Func("slow", func(x int) int {
	time.Sleep(400 * time.Millisecond)
	fmt.Println("function gets executed.")
	return x
})

func main() {
	pool.ServeIfWorker()
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{})
	if err != nil {
		log.Fatal(err)
	}

	result, err := pool.Map(ctx, p, slow, []int{1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("after Map")
	fmt.Println(result)

	later := pool.MapAsync(ctx, p, slow, []int{1})
	fmt.Println("after MapAsync")
	for count := 1; !later.Ready(); count++ {
		workOfMyOwn(count)
	}
	result, err = later.Get(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result)

	p.Close()
	if err := p.Join(ctx); err != nil {
		log.Fatal(err)
	}
}

func workOfMyOwn(count int) { time.Sleep(10 * time.Millisecond) }
