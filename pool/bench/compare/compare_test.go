package compare

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/alitto/pond/v2"
	"github.com/panjf2000/ants/v2"
	"github.com/sourcegraph/conc/iter"
	concpool "github.com/sourcegraph/conc/pool"

	"poolground/pool"
)

// The benchmarks measure all pools in turns and report the median of each, and how many times as
// long ours takes.

// squared is a variable: each pool calls the function that it is given, item by item.
var squared = func(x int) int { return x * x }

var square = pool.Func("square", squared)

const turns = 15

type rival struct {
	name    string
	measure func() // one round of items
}

// compare measures rounds of n items; the first rival is ours.
func compare(b *testing.B, n int, rivals ...rival) {
	times := make([][]float64, len(rivals))
	for b.Loop() {
		for range turns {
			for i, r := range rivals {
				began := time.Now()
				r.measure()
				times[i] = append(times[i], float64(time.Since(began))/float64(n))
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	ours := median(times[0])
	for i, r := range rivals {
		b.ReportMetric(median(times[i]), r.name+"-ns/item")
		if i > 0 {
			b.ReportMetric(ours/median(times[i]), "x-"+r.name)
		}
	}
}

func median(values []float64) float64 {
	return slices.Sorted(slices.Values(values))[len(values)/2]
}

func newPool(b *testing.B) *pool.Pool {
	p, err := pool.New(context.Background(), pool.Options{Backend: pool.Goroutines()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		p.Close()
		if err := p.Join(context.Background()); err != nil {
			b.Error(err)
		}
	})
	return p
}

func newAnts(b *testing.B) *ants.Pool {
	p, err := ants.NewPool(runtime.GOMAXPROCS(0))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(p.Release)
	return p
}

func newPond[R any](b *testing.B) pond.ResultPool[R] {
	p := pond.NewResultPool[R](runtime.GOMAXPROCS(0))
	b.Cleanup(p.StopAndWait)
	return p
}

func must(b *testing.B, err error) {
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkApply is one call whose result is waited for.
func BenchmarkApply(b *testing.B) {
	const n = 2000
	ctx, ours, theirs, pond := context.Background(), newPool(b), newAnts(b), newPond[int](b)
	conc := concpool.New().WithMaxGoroutines(runtime.GOMAXPROCS(0))
	b.Cleanup(conc.Wait)
	calls := func(call func(i int) int) func() {
		return func() {
			for i := range n {
				if call(i) != i*i {
					b.Fatal("wrong")
				}
			}
		}
	}
	compare(b, n,
		rival{"pool", calls(func(i int) int {
			y, err := pool.Apply(ctx, ours, square, i)
			must(b, err)
			return y
		})},
		rival{"conc", calls(func(i int) int {
			done := make(chan int, 1)
			conc.Go(func() { done <- squared(i) })
			return <-done
		})},
		rival{"ants", calls(func(i int) int {
			done := make(chan int, 1)
			must(b, theirs.Submit(func() { done <- squared(i) }))
			return <-done
		})},
		rival{"pond", calls(func(i int) int {
			y, err := pond.Submit(func() int { return squared(i) }).Wait()
			must(b, err)
			return y
		})},
	)
}

// BenchmarkMap is a million items, results in order. ants and pond have no map: they are given
// the chunks that ours makes.
func BenchmarkMap(b *testing.B) {
	const n = 1_000_000
	ctx, ours, theirs, pond, args := context.Background(), newPool(b), newAnts(b), newPond[bool](b), pool.Range(0, n)
	chunk := n / (4 * runtime.GOMAXPROCS(0))
	inChunks := func(results []int, each func(f func())) {
		for at := 0; at < n; at += chunk {
			each(func() {
				for i, x := range args[at:min(n, at+chunk)] {
					results[at+i] = squared(x)
				}
			})
		}
	}
	compare(b, n,
		rival{"pool", func() {
			_, err := pool.Map(ctx, ours, square, args)
			must(b, err)
		}},
		rival{"conc", func() { iter.Map(args, func(x *int) int { return squared(*x) }) }},
		rival{"ants", func() {
			var group sync.WaitGroup
			inChunks(make([]int, n), func(f func()) {
				group.Add(1)
				must(b, theirs.Submit(func() {
					defer group.Done()
					f()
				}))
			})
			group.Wait()
		}},
		rival{"pond", func() {
			group := pond.NewGroup()
			inChunks(make([]int, n), func(f func()) { group.Submit(func() bool { f(); return true }) })
			_, err := group.Wait()
			must(b, err)
		}},
	)
}

// BenchmarkIMapUnordered is a stream of items whose results are taken as they come.
func BenchmarkIMapUnordered(b *testing.B) {
	const n = 50_000
	ctx, ours, theirs, pond, args := context.Background(), newPool(b), newAnts(b), newPond[bool](b), pool.Range(0, n)
	// channel takes the results of submit, which sends the squares to its channel.
	channel := func(submit func(out chan<- int)) func() {
		return func() {
			out := make(chan int, 1024)
			go submit(out)
			for range n {
				<-out
			}
		}
	}
	compare(b, n,
		rival{"pool", func() {
			for _, err := range pool.IMapUnordered(ctx, ours, square, slices.Values(args)) {
				must(b, err)
			}
		}},
		rival{"conc", channel(func(out chan<- int) {
			p := concpool.New().WithMaxGoroutines(runtime.GOMAXPROCS(0))
			for _, x := range args {
				p.Go(func() { out <- squared(x) })
			}
			p.Wait()
		})},
		rival{"ants", channel(func(out chan<- int) {
			for _, x := range args {
				if theirs.Submit(func() { out <- squared(x) }) != nil {
					panic("refused")
				}
			}
		})},
		rival{"pond", channel(func(out chan<- int) {
			for _, x := range args {
				pond.Submit(func() bool { out <- squared(x); return true })
			}
		})},
	)
}
