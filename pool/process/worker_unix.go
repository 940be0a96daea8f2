//go:build unix

package process

import (
	"os"
	"syscall"

	"poolground/pool"
)

// workerVariable is set in the environment of a worker, to the version of the way in which it is
// given its pipes. ServeIfWorker unsets it, so that a worker's own children are no workers.
const (
	workerVariable = "POOLGROUND_PROCESS_WORKER"
	workerVersion  = "1"
)

// The worker's ends of the pipes, behind standard input, output and error.
const (
	workerIn  = 3
	workerOut = 4
)

func init() {
	pool.Register(pool.Platform{Worker: openWorker})
}

// openWorker is the worker's end of the link, where this process was started as one.
func openWorker() (pool.Link, bool) {
	if os.Getenv(workerVariable) != workerVersion {
		return nil, false
	}
	_ = os.Unsetenv(workerVariable)
	syscall.CloseOnExec(workerIn)
	syscall.CloseOnExec(workerOut)
	_ = syscall.SetNonblock(workerIn, true)
	_ = syscall.SetNonblock(workerOut, true)
	in, out := os.NewFile(workerIn, "parent"), os.NewFile(workerOut, "parent")
	return &parentLink{in: in, out: out, reader: newFrameReader(in), writer: frameWriter{w: out}}, true
}

// A parentLink is a worker's end of the pipes.
type parentLink struct {
	in, out *os.File
	reader  *frameReader
	writer  frameWriter
}

func (l *parentLink) Send(frame []byte) error         { return l.SendParts(frame) }
func (l *parentLink) SendParts(parts ...[]byte) error { return l.writer.write(parts...) }
func (l *parentLink) Receive() ([]byte, error)        { return l.reader.next() }

func (l *parentLink) Kill() error {
	_ = l.in.Close()
	return l.out.Close()
}
