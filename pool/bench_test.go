package pool_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"

	"poolground/pool"
)

// The benchmarks of the goroutine backend, each beside the floor that it stands on. Items a
// second are given where a job has many.

func benchPool(b *testing.B) *pool.Pool {
	p, err := pool.New(context.Background(), pool.Options{Workers: 2})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		p.Close()
		if err := p.Join(context.Background()); err != nil {
			b.Fatal(err)
		}
	})
	return p
}

func perSecond(b *testing.B, items int) {
	b.ReportMetric(float64(items)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mitems/s")
}

func BenchmarkMap(b *testing.B) {
	p := benchPool(b)
	args := pool.Range(0, 1_000_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pool.Map(b.Context(), p, square, args); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b, len(args))
}

// BenchmarkMapFloor is the same loop on two goroutines with nothing around it.
func BenchmarkMapFloor(b *testing.B) {
	f := func(x int) int { return x * x }
	args := pool.Range(0, 1_000_000)
	for b.Loop() {
		results := make([]int, len(args))
		done := make(chan bool)
		half := len(args) / 2
		for _, r := range [][2]int{{0, half}, {half, len(args)}} {
			go func() {
				for i := r[0]; i < r[1]; i++ {
					results[i] = f(args[i])
				}
				done <- true
			}()
		}
		<-done
		<-done
	}
	perSecond(b, len(args))
}

func BenchmarkApply(b *testing.B) {
	p := benchPool(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pool.Apply(context.Background(), p, square, 3); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkApplyFloor is a round trip over two channels.
func BenchmarkApplyFloor(b *testing.B) {
	in, out := make(chan int), make(chan int)
	go func() {
		for x := range in {
			out <- x * x
		}
	}()
	defer close(in)
	for b.Loop() {
		in <- 3
		<-out
	}
}

func BenchmarkApplyAsync(b *testing.B) { benchmarkApplyAsync(b, benchPool(b)) }

func BenchmarkFramedApplyAsync(b *testing.B) {
	p, err := pool.New(context.Background(), pool.Options{Workers: 2, Backend: linked(asEager)()})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Terminate()
	benchmarkApplyAsync(b, p)
}

func benchmarkApplyAsync(b *testing.B, p *pool.Pool) {
	const calls = 20_000
	results := make([]*pool.AsyncResult[int], calls)
	for b.Loop() {
		for i := range results {
			results[i] = pool.ApplyAsync(context.Background(), p, square, i)
		}
		for _, r := range results {
			if _, err := r.Get(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
	}
	perSecond(b, calls)
}

func BenchmarkIMap(b *testing.B)          { benchmarkStream(b, pool.IMap[int, int]) }
func BenchmarkIMapUnordered(b *testing.B) { benchmarkStream(b, pool.IMapUnordered[int, int]) }

func benchmarkStream(b *testing.B, imap func(context.Context, *pool.Pool, pool.Function[int, int], iter.Seq[int], ...pool.CallOption) iter.Seq2[int, error]) {
	p := benchPool(b)
	args := pool.Range(0, 200_000)
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range imap(context.Background(), p, square, slices.Values(args)) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	perSecond(b, len(args))
}

// BenchmarkFramedMap is Map over the wire format, between goroutines: what encoding, framing and
// decoding cost with no process boundary to cross.
func BenchmarkFramedMap(b *testing.B) {
	p, err := pool.New(context.Background(), pool.Options{Workers: 2, Backend: linked(asFramed)()})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Terminate()
	for _, n := range []int{1, 1_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			args := pool.Range(0, n)
			for b.Loop() {
				if _, err := pool.Map(context.Background(), p, square, args); err != nil {
					b.Fatal(err)
				}
			}
			perSecond(b, n)
		})
	}
}

func BenchmarkFramedApply(b *testing.B) {
	p, err := pool.New(context.Background(), pool.Options{Workers: 2, Backend: linked(asFramed)()})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Terminate()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pool.Apply(context.Background(), p, square, 3); err != nil {
			b.Fatal(err)
		}
	}
}
