//go:build !wasm

package pool

import "sync/atomic"

// A flag is set by one goroutine and looked at by others after each task.
type flag struct{ atomic.Bool }

// interruptible says whether a timer can set a flag while a task computes.
const interruptible = true
