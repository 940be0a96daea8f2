//go:build !(js && wasm)

package webworker

import (
	"context"
	"errors"

	"poolground/pool"
)

// New returns a backend whose workers are Web Workers. On this platform none can be started.
func New(Options) pool.Backend { return backend{} }

// Parent returns a pool worker's link to its parent. On this platform a program is no such worker.
func Parent() (pool.Link, bool) { return nil, false }

type backend struct{}

func (backend) Start(context.Context, int) (pool.Link, error) {
	return nil, errors.New("webworker: Web Workers exist only in a program built for js/wasm, use pool.Goroutines() or pool/process here")
}
