//go:build !js

// Command collatz is poolbench with one workload more.
package main

import (
	"poolground/pool"
	"poolground/pool/bench"
	"poolground/pool/bench/cli"
)

var collatz = pool.Func("collatz", steps)

// steps is how often n is halved, or trebled and incremented, until it is 1.
func steps(n int) (count int) {
	for ; n != 1; count++ {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
	}
	return count
}

func main() {
	bench.Register(bench.Definition[int, int]{
		Name: "collatz", Stresses: "branches that nobody can predict",
		Func: collatz, Plain: steps,
		Args: func(size int) []int { return pool.Range(1, size*100) },
	})
	pool.ServeIfWorker()
	cli.Main()
}
