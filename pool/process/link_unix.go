//go:build unix

package process

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"poolground/pool"
)

// A link is the parent's end of the pipes to one worker.
type link struct {
	cmd     *exec.Cmd
	frames  *os.File // from the worker
	toChild *os.File
	life    *os.File // closed when the worker has gone, or by this program's death
	out     [2]*output

	reader      *frameReader
	writer      frameWriter
	interrupted atomic.Bool // Receive is to return although nothing has come

	raw     syscall.RawConn       // toChild
	try     func(fd uintptr) bool // writeNow, made once
	tried   int                   // what writeNow wrote; TrySend's
	tryErr  error                 // TrySend's
	waiting [][]byte              // frames to return before the next is read; Receive's
	frame   []byte                // read, and to be returned after waiting; Receive's
	reason  error                 // why the worker is gone; Receive's
	heard   bool                  // the worker has answered; Receive's

	unwatch func() bool // ends the watch on Start's context
	silent  *time.Timer // kills a worker that does not answer; stopped by Receive
	mu      sync.Mutex
	killed  error // why it was killed, nil while it was not; guarded by mu
	reaped  bool  // its number may be another's; guarded by mu
	closed  bool  // no more reads are to be woken; guarded by mu
}

func (l *link) Send(frame []byte) error { return l.SendParts(frame) }

func (l *link) SendParts(parts ...[]byte) error { return l.writer.write(parts...) }

// TrySend writes a frame that the system takes whole or not at all.
func (l *link) TrySend(parts ...[]byte) (sent bool, err error) {
	if !l.writer.gather(parts, wholeWrite) {
		return false, nil
	}
	if rawErr := l.raw.Write(l.try); rawErr != nil {
		return false, rawErr
	}
	return l.tried > 0, l.tryErr
}

// writeNow is called with the pipe's descriptor. It never waits for the pipe.
func (l *link) writeNow(fd uintptr) bool {
	l.tried, l.tryErr = syscall.Write(int(fd), l.writer.buf)
	if l.tryErr == syscall.EAGAIN || l.tryErr == syscall.EINTR {
		l.tried, l.tryErr = 0, nil
	}
	return true
}

// Interrupt has Receive look up.
func (l *link) Interrupt() {
	l.interrupted.Store(true)
	l.wake()
}

// Receive reads the worker's frames on the caller's goroutine, and wakes from that with a
// deadline when the worker has written output.
func (l *link) Receive() ([]byte, error) {
	for {
		if len(l.waiting) > 0 {
			first := l.waiting[0]
			l.waiting = l.waiting[1:]
			return first, nil
		}
		if frame := l.frame; frame != nil {
			l.frame = nil
			return frame, nil
		}
		if l.reason != nil {
			return nil, l.reason
		}
		if l.interrupted.CompareAndSwap(true, false) {
			return nil, nil
		}
		l.read()
	}
}

// read reads the next frame, or the end, and what the worker had written by then.
func (l *link) read() {
	frame, err := l.reader.next()
	if errors.Is(err, os.ErrDeadlineExceeded) {
		_ = l.frames.SetReadDeadline(time.Time{})
		err = nil
	}
	if frame != nil && !l.heard {
		l.heard = true
		l.silent.Stop()
	}
	l.waiting = l.waiting[:0]
	if err != nil {
		l.reason = l.end(err)
	}
	l.frame = frame
	for _, o := range l.out {
		l.waiting = o.take(l.waiting)
	}
	if err != nil {
		l.reason = l.withLastWords(l.reason)
		l.close()
	}
}

// wake ends a read that waits, so that Receive looks at the output.
func (l *link) wake() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		_ = l.frames.SetReadDeadline(time.Unix(1, 0))
	}
}

// end waits for the worker, which has closed its pipe or sent what is no frame, kills what is
// left of its group, and says how it ended.
func (l *link) end(err error) error {
	l.silent.Stop()
	if err != io.EOF && err != errCut {
		l.killFor(fmt.Errorf("%w; it was killed", err))
	}
	patience := time.AfterFunc(closePatience, func() { l.killFor(errClosedPipe) })
	untilExited(l.cmd.Process.Pid)
	patience.Stop()
	l.mu.Lock()
	killed := l.killed
	_ = syscall.Kill(-l.cmd.Process.Pid, syscall.SIGKILL)
	l.reaped = true
	l.mu.Unlock()
	waitErr := l.cmd.Wait()
	l.unwatch()
	switch {
	case killed != nil:
		return killed
	case !l.heard:
		return fmt.Errorf("it %w before it served; %s", describe(l.cmd.ProcessState, waitErr), mustServe)
	}
	return describe(l.cmd.ProcessState, waitErr)
}

func (l *link) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	for _, f := range []*os.File{l.frames, l.toChild, l.life, l.out[0].pipe, l.out[1].pipe} {
		_ = f.Close()
	}
}

// Kill ends the worker and every process of its group.
func (l *link) Kill() error {
	l.killFor(errKilled)
	return nil
}

func (l *link) killFor(reason error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.killed != nil || l.reaped {
		return
	}
	l.killed = reason
	_ = syscall.Kill(-l.cmd.Process.Pid, syscall.SIGKILL)
	// A send may be waiting for a worker that no longer reads.
	_ = l.toChild.SetWriteDeadline(time.Unix(1, 0))
}

func (b backend) Start(ctx context.Context, _ int) (_ pool.Link, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var files pipes
	defer func() {
		if err != nil {
			files.close()
		}
	}()
	cmd, err := b.options.command()
	if err != nil {
		return nil, err
	}
	l := &link{cmd: cmd}
	l.try = l.writeNow
	childIn := files.open(&l.toChild, true)
	childOut := files.open(&l.frames, false)
	childLife := files.open(&l.life, true)
	var out, errs *os.File
	cmd.Stdout, cmd.Stderr = files.open(&out, false), files.open(&errs, false)
	if files.err != nil {
		return nil, fmt.Errorf("process: no pipes for a worker, use fewer or allow more open files: %w", files.err)
	}
	cmd.ExtraFiles = []*os.File{childIn, childOut, childLife}
	if err := cmd.Start(); err != nil {
		return nil, b.options.startError(err)
	}
	files.closeChilds()
	l.raw, _ = l.toChild.SyscallConn() // fails for a nil file only
	l.reader, l.writer.w = newFrameReader(l.frames), l.toChild
	l.out = [2]*output{newOutput(1, out), newOutput(2, errs)}
	l.silent = time.AfterFunc(b.patience, func() { l.killFor(silent(b.patience)) })
	l.unwatch = context.AfterFunc(ctx, func() { _ = l.Kill() })
	for _, o := range l.out {
		go o.follow(l.wake)
	}
	return l, nil
}
