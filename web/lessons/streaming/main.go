// Results while the work goes on, from a source that never ends.
package main

import (
	"context"
	"fmt"
	"log"
	"slices"
	"time"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

var square = pool.Func("square", func(n int) int {
	if n%3 == 0 {
		time.Sleep(90 * time.Millisecond)
	}
	time.Sleep(10 * time.Millisecond)
	return n * n
})

// taken is how many numbers were taken from the source.
var taken int

func numbers(yield func(int) bool) {
	for taken = 0; yield(taken); taken++ {
	}
}

func main() {
	pool.ServeIfWorker()
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{})
	if err != nil {
		log.Fatal(err)
	}

	var inOrder []int
	for y, err := range pool.IMap(ctx, p, square, numbers) {
		if err != nil {
			log.Fatal(err)
		}
		if inOrder = append(inOrder, y); len(inOrder) == 9 {
			break
		}
	}
	fmt.Println("IMap:", inOrder)
	fmt.Println("more than four a worker ahead:", taken > len(inOrder)+4*p.Workers())

	var asTheyCome []int
	for y, err := range pool.IMapUnordered(ctx, p, square, numbers, pool.ChunkSize(1)) {
		if err != nil {
			log.Fatal(err)
		}
		if asTheyCome = append(asTheyCome, y); len(asTheyCome) == 9 {
			break
		}
	}
	fmt.Println("IMapUnordered, nine in order:", slices.IsSorted(asTheyCome))

	p.Close()
	if err := p.Join(ctx); err != nil {
		log.Fatal(err)
	}
}
