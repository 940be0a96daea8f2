// Two jobs whose tasks run side by side: the parent is blocked in the first and free behind the
// second. Both workers are ready before, and tasks are long enough to overlap on a busy machine.
package main

import (
	"context"
	"fmt"
	"time"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

var meets = pool.Func("meets", func(n int) int {
	time.Sleep(500 * time.Millisecond)
	return n * n
})

func main() {
	pool.ServeIfWorker()
	ctx, ready := context.Background(), make(chan struct{}, 2)
	p, err := pool.New(ctx, pool.Options{Workers: 2, OnEvent: func(e pool.Event) {
		if e.Kind == pool.WorkerReady {
			ready <- struct{}{}
		}
	}})
	if err != nil {
		panic(err)
	}
	<-ready
	<-ready
	fmt.Println(pool.Map(ctx, p, meets, []int{3, 4}, pool.ChunkSize(1)))
	r := pool.MapAsync(ctx, p, meets, []int{5, 6}, pool.ChunkSize(1))
	for !r.Ready() {
		time.Sleep(time.Millisecond) // the parent is free to do what it likes
	}
	fmt.Println(r.Get(ctx))
	p.Close()
	fmt.Println(p.Join(ctx))
}
