package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"syscall/js"

	"poolground/pool"
)

// How a stream's two ends wait for each other.
var streamChecks = []check{
	{"a slow producer", pool.Options{Workers: 2}, checkSlowProducer},
	{"a slow consumer", pool.Options{Workers: 2}, checkSlowConsumer},
	{"an exhausted iterator", pool.Options{Workers: 2}, checkExhausted},
}

var imaps = []func(context.Context, *pool.Pool, pool.Function[int, int], iter.Seq[int], ...pool.CallOption) iter.Seq2[int, error]{
	pool.IMap[int, int], pool.IMapUnordered[int, int],
}

// checkSlowProducer has each item wait until the one before it has reached a worker: an item
// that the pool kept back, to send it with more, would keep it waiting for ever.
func checkSlowProducer(ctx context.Context, p *pool.Pool) error {
	const items = 30
	g := newGate()
	defer g.close()
	g.open()
	produce := func(yield func(held) bool) {
		for i := range items {
			if !yield(g.at(i)) || <-g.entered != i {
				return
			}
		}
	}
	i := 0
	for y, err := range pool.IMap(ctx, p, holds, produce) {
		if err := expect(y, err, i*i); err != nil {
			return err
		}
		i++
	}
	return expect(i, nil, items)
}

// checkSlowConsumer counts how far the input is ahead of a consumer that has much to do.
func checkSlowConsumer(ctx context.Context, p *pool.Pool) error {
	const items = 3000
	for window, options := range map[int][]pool.CallOption{
		4 * 2: {pool.ChunkSize(1)}, 4 * 2 * 5: {pool.ChunkSize(5)}, 1024: nil,
	} {
		for _, imap := range imaps {
			pulled, seen, sum := 0, 0, 0
			for y, err := range imap(ctx, p, square, count(&pulled, items), options...) {
				if err != nil {
					return err
				}
				sum += y
				if seen++; pulled-seen > window {
					return fmt.Errorf("the input is %d items ahead, over the window of %d", pulled-seen, window)
				}
				if seen%100 == 0 {
					if err := checkApply(ctx, p); err != nil {
						return err
					}
				}
			}
			if err := expect([]int{pulled, seen, sum}, nil, []int{items, items, (items - 1) * items * (2*items - 1) / 6}); err != nil {
				return err
			}
		}
	}
	return nil
}

// count yields 0 to n-1 and counts them in pulled.
func count(pulled *int, n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for *pulled < n {
			*pulled++
			if !yield(*pulled - 1) {
				return
			}
		}
	}
}

func checkExhausted(ctx context.Context, p *pool.Pool) error {
	for _, imap := range imaps {
		pulled := 0
		next, stop := iter.Pull2(imap(ctx, p, square, count(&pulled, 10)))
		defer stop()
		for range 10 {
			if _, err, ok := next(); err != nil || !ok {
				return fmt.Errorf("the stream ends early: %w", err)
			}
		}
		for range 3 {
			if y, err, ok := next(); y != 0 || err != nil || ok {
				return fmt.Errorf("an exhausted iterator gives %d, %v", y, err)
			}
		}
	}
	return nil
}

// goesOn streams until the page says that it is enough, and tells how it gets on.
func goesOn(ctx context.Context) error {
	enough := make(chan struct{}, 1)
	channel := js.Global().Get("BroadcastChannel").New("enough")
	defer channel.Call("close")
	listen := js.FuncOf(func(js.Value, []js.Value) any {
		enough <- struct{}{}
		return nil
	})
	defer listen.Release()
	channel.Set("onmessage", listen)
	pulled := 0
	input := func(yield func(int) bool) {
		for len(enough) == 0 && yield(pulled) {
			pulled++
		}
	}
	return with(ctx, pool.Options{Workers: 2}, func(p *pool.Pool) error {
		seen := 0
		for y, err := range pool.IMap(ctx, p, computes, input) {
			if err := expect(y, err, seen*seen); err != nil {
				return err
			}
			if seen++; seen%20 == 0 {
				fmt.Println("goes on")
			}
		}
		if seen != pulled {
			return errors.New("items are lost")
		}
		fmt.Println("all right")
		return nil
	})
}

var computes = pool.Func("computes", func(x int) int { work(10); return x * x })
