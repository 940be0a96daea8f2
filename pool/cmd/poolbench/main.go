//go:build !js

// Command poolbench measures how many workers a pool should have on this machine, and compares
// backends with each other and with Python: go run ./pool/cmd/poolbench. See package
// poolground/pool/bench/cli for how a program of one's own does the same with its own workloads.
package main

import (
	"poolground/pool"
	"poolground/pool/bench/cli"
)

func main() {
	pool.ServeIfWorker()
	cli.Main()
}
