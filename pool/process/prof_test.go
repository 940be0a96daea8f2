//go:build unix

package process_test

import (
	"context"
	"testing"

	"poolground/pool"
)

func BenchmarkPlain(b *testing.B) {
	p := start(b, pool.Options{})
	for b.Loop() {
		if _, err := pool.Apply(context.Background(), p, square, 3); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPlainMap(b *testing.B) {
	p := start(b, pool.Options{})
	args := pool.Range(0, mapItems)
	for b.Loop() {
		if _, err := pool.Map(context.Background(), p, square, args); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(args))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mitems/s")
}
