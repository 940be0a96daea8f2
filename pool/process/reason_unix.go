//go:build unix

package process

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

// Why a worker is gone, for ErrWorkerDied's text.

const (
	// closePatience is how long a worker may live on without its pipe.
	closePatience = 2 * time.Second
	mustServe     = "its main must begin with pool.ServeIfWorker()"
)

var (
	errKilled     = errors.New("killed")
	errClosedPipe = errors.New("it closed its pipe and lived on; it was killed")
)

func silent(patience time.Duration) error {
	return fmt.Errorf("no answer within %v; %s", patience, mustServe)
}

// describe says how a process ended: err is what waiting for it returned.
func describe(state *os.ProcessState, err error) error {
	status, ok := state.Sys().(syscall.WaitStatus)
	switch {
	case ok && status.Signaled() && status.CoreDump():
		return fmt.Errorf("killed by signal %d (%v, core dumped)", status.Signal(), status.Signal())
	case ok && status.Signaled():
		return fmt.Errorf("killed by signal %d (%v)", status.Signal(), status.Signal())
	case state != nil && state.Exited():
		return fmt.Errorf("exited with code %d", state.ExitCode())
	}
	return fmt.Errorf("ended: %w", err)
}

// A crash is a death of which the worker's standard error tells more: Go programs end so after a
// panic that nobody recovers, and after a fatal error of the runtime.
type crash struct {
	error
	cause, stack string
}

func (c *crash) Error() string { return c.error.Error() + ": " + c.cause }
func (c *crash) Unwrap() error { return c.error }

// Stack is what the pool makes TaskError.Stack of.
func (c *crash) Stack() string { return c.stack }

// withLastWords adds to the reason what the worker wrote to its standard error at the end.
func (l *link) withLastWords(reason error) error {
	const afterPanic = 2 // the exit code
	if state := l.cmd.ProcessState; state == nil || state.ExitCode() != afterPanic {
		return reason
	}
	if cause, stack, ok := readCrash(l.out[1].tail); ok {
		return &crash{reason, cause, stack}
	}
	return reason
}

// readCrash finds a Go program's last words in the end of its standard error: "panic: ..." or
// "fatal error: ...", then the stack of the goroutine at fault.
func readCrash(tail []byte) (cause, stack string, ok bool) {
	at := max(bytes.LastIndex(tail, []byte("\npanic: ")), bytes.LastIndex(tail, []byte("\nfatal error: "))) + 1
	text := string(tail[at:])
	if !strings.HasPrefix(text, "panic: ") && !strings.HasPrefix(text, "fatal error: ") {
		return "", "", false
	}
	cause, rest, _ := strings.Cut(text, "\n")
	_, stack, ok = strings.Cut(rest, "\ngoroutine ")
	if !ok {
		return "", "", false
	}
	_, stack, _ = strings.Cut(stack, "\n")
	stack, _, _ = strings.Cut(stack, "\n\n")
	return cause, withoutRuntime(stack), true
}

// withoutRuntime drops the frames of the runtime on top of a stack: the user's line comes first.
func withoutRuntime(stack string) string {
	for strings.HasPrefix(stack, "panic(") || strings.HasPrefix(stack, "runtime.") {
		_, place, ok := strings.Cut(stack, "\n")
		_, rest, more := strings.Cut(place, "\n")
		if !ok || !more {
			break
		}
		stack = rest
	}
	return strings.TrimSuffix(stack, "\n") + "\n"
}
