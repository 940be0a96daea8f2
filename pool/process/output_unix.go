//go:build unix

package process

import (
	"bytes"
	"os"
	"sync"
	"syscall"

	"poolground/pool"
)

// An output is what a worker writes to one of its standard streams, as frames in the order of
// its other frames. What was written before a frame was sent is in the pipe when that frame
// arrives, so it is enough to empty the pipe before each frame is returned; a goroutine does the
// same when nothing else comes.
type output struct {
	stream int
	pipe   *os.File
	tail   []byte // the end of what was taken; take's

	mu    sync.Mutex
	buf   []byte   // guarded by mu
	texts [][]byte // read and not yet taken; guarded by mu
	done  bool     // the pipe has ended; guarded by mu
}

// tailSize is how much of its last output is kept of a worker, to tell how it died.
const tailSize = 64 << 10

func newOutput(stream int, pipe *os.File) *output {
	return &output{stream: stream, pipe: pipe, buf: make([]byte, 32<<10)}
}

// take appends to frames all that the worker has written by now, as a frame a read.
func (o *output) take(frames [][]byte) [][]byte {
	if conn, err := o.pipe.SyscallConn(); err == nil {
		_ = conn.Control(func(fd uintptr) { o.read(int(fd)) })
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, text := range o.texts {
		o.tail = append(o.tail, text...)
		o.tail = o.tail[max(0, len(o.tail)-tailSize):]
		frames = append(frames, pool.OutputFrame(o.stream, text))
	}
	o.texts = nil
	return frames
}

// read reads without waiting, until the pipe is empty or has ended. It says whether there is
// news for a reader.
func (o *output) read(fd int) (news bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for !o.done {
		n, err := syscall.Read(fd, o.buf)
		switch {
		case err == syscall.EINTR:
		case err == syscall.EAGAIN:
			return len(o.texts) > 0
		case err != nil || n == 0:
			o.done = true
		default:
			o.texts = append(o.texts, bytes.Clone(o.buf[:n]))
		}
	}
	return true
}

// follow calls told whenever the worker has written something, until the pipe ends or is closed.
func (o *output) follow(told func()) {
	conn, err := o.pipe.SyscallConn()
	if err != nil {
		return
	}
	for {
		ended := false
		err := conn.Read(func(fd uintptr) bool {
			news := o.read(int(fd))
			o.mu.Lock()
			defer o.mu.Unlock()
			ended = o.done
			return news
		})
		if err != nil {
			return
		}
		told()
		if ended {
			return
		}
	}
}
