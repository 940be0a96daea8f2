//go:build !wasm

package pool

import "sync/atomic"

// A flag is set by one goroutine and looked at by others after each task.
type flag struct{ atomic.Bool }

// interruptible says whether a timer can set a flag, or hand receiving back, while a task computes.
// It is a constant so that a browser does not download what it cannot use.
const interruptible = true
