package webworker

import (
	"errors"
	"strings"
	"unsafe"

	"poolground/pool"
)

// The shell calls the two functions here directly: a call through js.FuncOf costs microseconds,
// an export nanoseconds. They must not block. What they make ready runs when the shell then
// resumes the program.

// reserved is what the next delivery brings.
var reserved []byte

// reserve returns where the shell puts the n > 0 bytes of the next delivery.
//
//go:wasmexport poolground_reserve
func reserve(_, n int32) unsafe.Pointer {
	reserved = uncleared(int(n))
	return unsafe.Pointer(unsafe.SliceData(reserved))
}

//go:wasmexport poolground_deliver
func deliver(id, kind int32) {
	message := reserved
	reserved = nil
	if kind == deliverTurn {
		endTurn()
		return
	}
	linksMu.Lock()
	l := links[id]
	linksMu.Unlock()
	if l == nil {
		return
	}
	switch kind {
	case deliverFrame:
		if message == nil {
			message = []byte{}
		}
		l.put(message)
	case deliverStdout:
		l.put(pool.OutputFrame(1, message))
	case deliverStderr:
		l.put(pool.OutputFrame(2, message))
	case deliverEnd:
		l.finish(errors.New(string(message)), false)
	}
}

// uncleared allocates n > 0 bytes that are about to be overwritten. A strings.Builder is the one
// way to have memory that Go does not clear first, which for large frames costs as much as the
// copy.
func uncleared(n int) []byte {
	if n < 64<<10 {
		return make([]byte, n)
	}
	var b strings.Builder
	b.Grow(n)
	b.WriteByte(0)
	return unsafe.Slice(unsafe.StringData(b.String()), n)
}
