package pool_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"poolground/pool"
)

var (
	square = pool.Func("square", func(x int) int { return x * x })
	mul    = pool.Func2("mul", func(x, y int) int { return x * y })
)

func TestSmoke(t *testing.T) {
	ctx := context.Background()
	for _, b := range []pool.Backend{pool.Goroutines(), framed{}} {
		p, err := pool.New(ctx, pool.Options{Workers: 3, Backend: b})
		if err != nil {
			t.Fatal(err)
		}
		ys, err := pool.Map(ctx, p, square, pool.Range(0, 100))
		if err != nil || ys[99] != 99*99 {
			t.Fatal(ys, err)
		}
		zs, err := pool.Starmap(ctx, p, mul, pool.Zip(pool.Range(1, 10), pool.Range(10, 19)))
		if fmt.Sprint(zs, err) != "[10 22 36 52 70 90 112 136 162] <nil>" {
			t.Fatal(zs, err)
		}
		ws, err := pool.Map(ctx, p, pool.PartialRight(mul, 2), pool.Range(1, 10))
		fmt.Println(ws, err)
		n := 0
		for v, err := range pool.IMap(ctx, p, square, slices.Values(pool.Range(0, 5000))) {
			if err != nil || v != n*n {
				t.Fatal(v, err)
			}
			n++
		}
		fmt.Println(n, p.Stats())
		p.Close()
		if err := p.Join(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// framed hides what the goroutine backend can do beyond moving frames.
type framed struct{}

func (framed) Start(ctx context.Context, slot int) (pool.Link, error) {
	l, err := pool.Goroutines().Start(ctx, slot)
	return framedLink{l}, err
}

type framedLink struct{ pool.Link }
