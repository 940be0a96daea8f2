//go:build unix

package pool_test

import (
	"poolground/pool"
	"poolground/pool/process"
)

// The cases that need no memory shared with their tasks run over OS processes too: this test
// program, started again. Those that kill workers stand in package process.
func init() {
	env := []string{workerMark + "=1", "GORACE=atexit_sleep_ms=0"} // the race detector's second is not the pool's
	backends = append(backends, backendCase{name: "processes", encodes: true,
		start: func() pool.Backend { return process.New(process.Options{Env: env}) }})
}
