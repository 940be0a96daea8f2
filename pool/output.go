package pool

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"
)

// output is where workers' output goes where Options do not say: to where the program's own goes.
func (p Platform) output(stream int) io.Writer {
	file := os.Stdout
	if stream == 2 {
		file = os.Stderr
	}
	if p.Output != nil && file.Fd() == uintptr(stream) { // the program has put no other in its place
		return p.Output(stream)
	}
	return file
}

// outputs are the two writers that workers' output goes to, one writer at a time.
type outputs struct {
	mu       sync.Mutex
	out, err io.Writer
}

// write writes to a stream: 2 is standard error, all else standard output. The writers' own
// errors have nobody to go to.
func (o *outputs) write(stream int, text []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	w := o.out
	if stream == 2 {
		w = o.err
	}
	_, _ = w.Write(text)
}

// callSafely calls f, which is the user's, and prints its panic to standard error.
func (o *outputs) callSafely(what string, f func()) {
	defer func() {
		if v := recover(); v != nil {
			o.write(2, fmt.Appendf(nil, "pool: panic in %s: %v\n%s", what, v, debug.Stack()))
		}
	}()
	f()
}

// A lineBuffer makes whole lines of one worker's output to one stream.
type lineBuffer struct {
	stream int
	part   []byte // the last line, so far without its end
}

// maxLine is where what there is of a line is handed on although it has not ended.
const maxLine = 1 << 20

func (b *lineBuffer) add(o *outputs, text []byte) {
	end := bytes.LastIndexByte(text, '\n') + 1
	if end == 0 {
		b.part = append(b.part, text...)
		if len(b.part) > maxLine {
			o.write(b.stream, b.part)
			b.part = nil
		}
		return
	}
	o.write(b.stream, append(b.part, text[:end]...))
	b.part = append(b.part[:0:0], text[end:]...)
}

// flush ends the last line.
func (b *lineBuffer) flush(o *outputs) {
	if len(b.part) > 0 {
		o.write(b.stream, append(b.part, '\n'))
		b.part = nil
	}
}
