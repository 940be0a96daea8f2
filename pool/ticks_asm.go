//go:build amd64 || arm64

package pool

const hasTicks = true

// ticks reads the time stamp counter.
func ticks() uint64
