//go:build !unix

package process

import (
	"context"
	"fmt"
	"runtime"

	"poolground/pool"
)

func (backend) Start(context.Context, int) (pool.Link, error) {
	return nil, fmt.Errorf("process: workers cannot be processes on %s; use pool.Goroutines()", runtime.GOOS)
}
