// Unserved is a program that forgot pool.ServeIfWorker.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

func main() {
	if len(os.Args) > 1 {
		time.Sleep(time.Hour)
	}
	_, err := pool.New(context.Background(), pool.Options{})
	if err == nil {
		fmt.Println("a program that serves nothing has a pool")
		return
	}
	panic(err)
}
