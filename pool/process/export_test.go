//go:build unix

package process

import (
	"time"

	"poolground/pool"
)

// NewImpatient is New for workers that may be silent for so long after their start.
func NewImpatient(o Options, patience time.Duration) pool.Backend { return backend{o, patience} }
