// Two jobs whose tasks run side by side: the parent is blocked in the first and free behind the
// second. Each task goes on when it has met the other, so that their times overlap for certain.
package main

import (
	"context"
	"fmt"
	"syscall/js"
	"time"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

var meets = pool.Func("meets", func(n int) int {
	channel, met := js.Global().Get("BroadcastChannel").New("meeting"), make(chan struct{}, 2)
	listen := js.FuncOf(func(_ js.Value, args []js.Value) any {
		met <- struct{}{}
		return nil
	})
	defer listen.Release()
	channel.Set("onmessage", listen)
	channel.Call("postMessage", n) // the other may not listen yet
	<-met
	channel.Call("postMessage", n)
	channel.Call("close")
	time.Sleep(20 * time.Millisecond) // the times that a browser gives may be wrong by one
	return n * n
})

func main() {
	pool.ServeIfWorker()
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{Workers: 2})
	if err != nil {
		panic(err)
	}
	fmt.Println(pool.Map(ctx, p, meets, []int{3, 4}, pool.ChunkSize(1)))
	r := pool.MapAsync(ctx, p, meets, []int{5, 6}, pool.ChunkSize(1))
	for !r.Ready() {
		time.Sleep(time.Millisecond) // the parent is free to do what it likes
	}
	fmt.Println(r.Get(ctx))
	p.Close()
	fmt.Println(p.Join(ctx))
}
