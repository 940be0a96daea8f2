package pool

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// The errors of a pool and its jobs. All that a pool returns works with errors.Is and errors.As.
var (
	ErrClosed      = errors.New("pool: closed, it takes no new jobs, so submit before Close or make another pool")
	ErrTerminated  = errors.New("pool: terminated by Terminate or the end of New's context, where Close would have let jobs finish")
	ErrNotClosed   = errors.New("pool: still open, call Close or Terminate before Join")
	ErrNotReady    = errors.New("pool: the result is not ready yet, call Wait or Get first")
	ErrWorkerDied  = errors.New("pool: worker died")
	ErrTaskTimeout = errors.New("pool: task timed out")
	ErrNested      = errors.New("pool: a worker cannot use a pool, let the parent submit the job")
	ErrJobCanceled = errors.New("pool: job canceled")
)

// A TaskError says which task of a job failed, where, and why.
type TaskError struct {
	Function string
	Index    int    // of the task in its job; -1 for a Partial's constant and for an initializer
	Worker   int    // slot; -1 where the task never reached a worker
	Stack    string // the worker's, after a panic; empty for an error that was returned
	Err      error
}

func (e *TaskError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "pool: %s", e.Function)
	if e.Index >= 0 {
		fmt.Fprintf(&b, ", task %d", e.Index)
	}
	if e.Worker >= 0 {
		fmt.Fprintf(&b, ", worker %d", e.Worker)
	}
	text := "failed"
	if e.Err != nil {
		text = strings.TrimPrefix(e.Err.Error(), "pool: ")
	}
	return b.String() + ": " + text
}

// Unwrap returns Err.
func (e *TaskError) Unwrap() error { return e.Err }

// A causeError is one of this package's errors with the reason behind it: errors.Is finds both.
type causeError struct {
	kind  error
	cause error
}

func (e *causeError) Error() string {
	return e.kind.Error() + ": " + strings.TrimPrefix(e.cause.Error(), "pool: ")
}

func (e *causeError) Unwrap() []error { return []error{e.kind, e.cause} }

// stack is the stack that a worker's death left, where its link knows it.
func (e *causeError) stack() string {
	var s interface{ Stack() string }
	if errors.As(e.cause, &s) {
		return s.Stack()
	}
	return ""
}

func because(kind, cause error) error {
	if cause == nil || cause == kind {
		return kind
	}
	if errors.Is(cause, kind) {
		return cause
	}
	return &causeError{kind, cause}
}

func workerDied(reason error) error { return because(ErrWorkerDied, reason) }

// A lostTask is the death of the worker that ran a task, with what may be done about it.
type lostTask struct {
	error
	retries int
}

func (e lostTask) Error() string {
	if e.retries > 0 {
		return fmt.Sprintf("%v; so did the workers of its %d retries, so look for the fault in the task", e.error, e.retries)
	}
	return e.error.Error() + "; with Retries another worker would try the task"
}

func (e lostTask) Unwrap() error { return e.error }

func (e lostTask) stack() string {
	if c, ok := e.error.(*causeError); ok {
		return c.stack()
	}
	return ""
}

func timedOut(limit time.Duration) error {
	return because(ErrTaskTimeout, fmt.Errorf("it ran longer than its TaskTimeout of %v and lost its worker", limit))
}
