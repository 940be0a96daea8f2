//go:build unix

package pool_test

import (
	"poolground/pool"
	"poolground/pool/process"
)

// The cases that need no memory shared with their tasks run over OS processes too: this test
// program, started again. Those that kill workers stand in package process.
func init() {
	backends = append(backends, backendCase{name: "processes", encodes: true,
		start: func() pool.Backend { return process.New(process.Options{Env: []string{workerMark + "=1"}}) }})
}
