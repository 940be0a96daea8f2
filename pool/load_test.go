package pool_test

import (
	"runtime"
	"slices"
	"sync"
	"testing"

	"poolground/pool"
)

// size is n, or less where one thread does all the work and memory is small.
func size(n int) int {
	if runtime.GOARCH == "wasm" {
		return max(1, n/16)
	}
	return n
}

func TestAMillionTinyTasks(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 4), patient(t)
		n := size(1_000_000)
		same(t, squares(n))(pool.Map(ctx, p, square, pool.Range(0, n)))
		n = size(50_000)
		same(t, squares(n))(pool.Map(ctx, p, square, pool.Range(0, n), pool.ChunkSize(1)))
		i := 0
		for y, err := range pool.IMap(ctx, p, square, slices.Values(pool.Range(0, n))) {
			if y != i*i || err != nil {
				t.Fatal(i, y, err)
			}
			i++
		}
	})
}

func TestOneLargeTask(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 2), patient(t)
		in := make([]byte, size(64<<20))
		for i := 0; i < len(in); i += 4093 {
			in[i] = byte(i)
		}
		out, err := pool.Apply(ctx, p, echoBytes, in)
		if err != nil || !slices.Equal(out, in) {
			t.Errorf("%d bytes came back as %d, %v", len(in), len(out), err)
		}
	})
}

func TestManySubmittersAtOnce(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx, g := b.pool(t, 2), patient(t), newGate(t)
		busy := pool.MapAsync(ctx, p, gated, g.args(4), pool.ChunkSize(1))
		receive(t, g.entered)
		var group sync.WaitGroup
		for i := range 100 {
			group.Go(func() {
				if i%2 == 0 {
					same(t, squares(i))(pool.Map(ctx, p, square, pool.Range(0, i), pool.ChunkSize(1)))
					return
				}
				sum := 0
				for y, err := range pool.IMapUnordered(ctx, p, square, slices.Values(pool.Range(0, i))) {
					if err != nil {
						t.Error(err)
					}
					sum += y
				}
				if want := (i - 1) * i * (2*i - 1) / 6; sum != want {
					t.Errorf("sum %d, want %d", sum, want)
				}
			})
		}
		g.open()
		group.Wait()
		same(t, pool.Range(0, 4))(busy.Get(ctx))
	})
}
