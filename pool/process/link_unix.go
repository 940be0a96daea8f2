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
	"syscall"
	"time"

	"poolground/pool"
)

// A link is the parent's end of the pipes to one worker.
type link struct {
	cmd     *exec.Cmd
	frames  *os.File // from the worker
	toChild *os.File
	out     [2]*output

	reader  *frameReader
	writer  frameWriter
	waiting [][]byte // frames to return before the next is read; Receive's
	frame   []byte   // read, and to be returned after waiting; Receive's
	reason  error    // why the worker is gone; Receive's

	unwatch func() bool // ends the watch on Start's context
	kill    sync.Once
	mu      sync.Mutex
	killed  bool // guarded by mu
	closed  bool // no more reads are to be woken; guarded by mu
}

func (l *link) Send(frame []byte) error { return l.SendParts(frame) }

func (l *link) SendParts(parts ...[]byte) error { return l.writer.write(parts...) }

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
		frame, err := l.reader.next()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			_ = l.frames.SetReadDeadline(time.Time{})
			err = nil
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
			l.close()
		}
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

// end waits for the worker, which has closed its pipe or sent what is no frame, and says how it
// ended.
func (l *link) end(err error) error {
	if err != io.EOF {
		_ = l.Kill()
	}
	patience := time.AfterFunc(closePatience, func() { _ = l.Kill() })
	defer patience.Stop()
	waitErr := l.cmd.Wait()
	l.unwatch()
	if err != io.EOF && !errors.Is(err, os.ErrClosed) {
		return fmt.Errorf("%w; it was killed", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.killed {
		return errors.New("killed")
	}
	return describe(l.cmd.ProcessState, waitErr)
}

// closePatience is how long a worker may live on without its pipe.
const closePatience = 2 * time.Second

func describe(state *os.ProcessState, err error) error {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return fmt.Errorf("killed by signal %d (%v)", status.Signal(), status.Signal())
	}
	if state != nil && state.Exited() {
		return fmt.Errorf("exited with code %d", state.ExitCode())
	}
	return fmt.Errorf("ended: %w", err)
}

func (l *link) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	for _, f := range []*os.File{l.frames, l.toChild, l.out[0].pipe, l.out[1].pipe} {
		_ = f.Close()
	}
}

// Kill ends the worker and every process of its group.
func (l *link) Kill() error {
	l.kill.Do(func() {
		l.mu.Lock()
		l.killed = true
		l.mu.Unlock()
		_ = syscall.Kill(-l.cmd.Process.Pid, syscall.SIGKILL)
		// A send may be waiting for a worker that no longer reads.
		_ = l.toChild.SetWriteDeadline(time.Unix(1, 0))
	})
	return nil
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
	childIn := files.open(&l.toChild, true)
	childOut := files.open(&l.frames, false)
	var out, errs *os.File
	cmd.Stdout, cmd.Stderr = files.open(&out, false), files.open(&errs, false)
	if files.err != nil {
		return nil, fmt.Errorf("process: no pipes for a worker: %w", files.err)
	}
	cmd.ExtraFiles = []*os.File{childIn, childOut}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("process: %w", err)
	}
	files.closeChilds()
	l.reader, l.writer.w = newFrameReader(l.frames), l.toChild
	l.out = [2]*output{newOutput(1, out), newOutput(2, errs)}
	l.unwatch = context.AfterFunc(ctx, func() { _ = l.Kill() })
	for _, o := range l.out {
		go o.follow(l.wake)
	}
	return l, nil
}
