// Unserved is a program that forgot pool.ServeIfWorker.
package main

import (
	"context"
	"fmt"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

func main() {
	_, err := pool.New(context.Background(), pool.Options{})
	if err == nil {
		fmt.Println("a program that serves nothing has a pool")
		return
	}
	panic(err)
}
