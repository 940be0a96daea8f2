// How many workers a pool has when nobody says.
package main

import (
	"context"
	"fmt"
	"log"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

func main() {
	pool.ServeIfWorker()
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{})
	if err != nil {
		log.Fatal(err)
	}

	fmt.Println("cores:", pool.CPUCount())
	fmt.Println("workers:", p.Workers())

	p.Close()
	if err := p.Join(ctx); err != nil {
		log.Fatal(err)
	}
}
