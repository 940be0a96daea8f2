//go:build unix

package process

import (
	"os"
	"os/signal"
	"syscall"

	"poolground/pool"
)

// workerVariable is set in the environment of a worker, to the version of the way in which it is
// given its pipes. The worker unsets it before main, so that its own children are no workers.
const (
	workerVariable = "POOLGROUND_PROCESS_WORKER"
	workerVersion  = "2"
)

// The worker's ends of the pipes, behind standard input, output and error.
const (
	workerIn   = 3
	workerOut  = 4
	workerLife = 5 // nothing is ever written to it: it ends with the parent
)

// isWorker is set before main.
var isWorker bool

func init() {
	if os.Getenv(workerVariable) == workerVersion {
		isWorker = true
		becomeWorker()
	}
	pool.Register(pool.Platform{Worker: openWorker})
}

// becomeWorker comes before main, so that it holds for programs that never serve too.
func becomeWorker() {
	_ = os.Unsetenv(workerVariable)
	for _, fd := range []int{workerIn, workerOut, workerLife} {
		syscall.CloseOnExec(fd)
	}
	wakeWithParentsDeath()
	// Output that nobody reads any more must not end this process before it has ended its group.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	_ = syscall.SetNonblock(workerLife, true)
	go dieWithParent(os.NewFile(workerLife, "parent's life"))
}

// dieWithParent ends this worker's group when the parent has gone, whatever the worker does. It
// ends with the process.
func dieWithParent(life *os.File) {
	_, _ = life.Read(make([]byte, 1))
	endGroup()
}

// endGroup ends this worker and all that it started.
func endGroup() {
	if syscall.Getpgrp() == os.Getpid() {
		_ = syscall.Kill(0, syscall.SIGKILL)
	}
	os.Exit(1)
}

// openWorker is the worker's end of the link, where this process was started as one.
func openWorker() (pool.Link, bool) {
	if !isWorker {
		return nil, false
	}
	// They block: one goroutine reads, and one writes, so that a poller in between would only cost.
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

// Receive does not return when the parent has gone.
func (l *parentLink) Receive() ([]byte, error) {
	frame, err := l.reader.next()
	if err != nil {
		endGroup()
	}
	return frame, err
}

// Kill is called where the parent takes no more.
func (l *parentLink) Kill() error {
	endGroup()
	return nil
}
