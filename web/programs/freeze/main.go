// Freeze is the program of the page "Freeze the page": one function, which the page calls on its
// own thread and through a pool.
package main

import (
	"poolground/pool"
	_ "poolground/wasm/webworker"
)

// span is how many numbers a task looks at; the page's script knows it too.
const span = 10_000

var _ = pool.Func("primes", primes)

// primes counts the primes from start to start+span-1 by trial division.
//
//go:wasmexport primes
func primes(start int32) (count int32) {
	for n := max(start, 2); n < start+span; n++ {
		if isPrime(n) {
			count++
		}
	}
	return count
}

func isPrime(n int32) bool {
	for d := int32(2); d*d <= n; d++ {
		if n%d == 0 {
			return false
		}
	}
	return true
}

// On the page's own thread there is no pool: main stays, so that the page can call primes.
func main() {
	pool.ServeIfWorker()
	select {}
}
