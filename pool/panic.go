package pool

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

var errGoexit = errors.New("the task called runtime.Goexit, let it return an error instead")

// A panicError carries what a task panicked with; an error panicked with stays reachable.
type panicError struct {
	value  any
	stack  string
	during string // what the pool did for the task; "": it ran
}

func (e *panicError) Error() string {
	if e.during != "" {
		return fmt.Sprintf("%s: panic: %v", e.during, e.value)
	}
	return fmt.Sprintf("panic: %v", e.value)
}

func (e *panicError) Unwrap() error {
	err, _ := e.value.(error)
	return err
}

// A stackedError is an error that came from a worker together with a stack.
type stackedError struct {
	error
	stack string
}

// newPanicError is called by the deferred function that recovered value.
func newPanicError(value any) *panicError { return &panicError{value: value, stack: panicStack()} }

// during says what the pool did when err came up. A panic keeps its stack.
func during(what string, err error) error {
	if p, ok := err.(*panicError); ok {
		return &panicError{p.value, p.stack, what}
	}
	return fmt.Errorf("%s: %w", what, err)
}

// panicStack is the stack of the panic being recovered, from the line that panicked down to the
// task's function: the frames of the runtime above it and of this package below it say nothing
// about the task.
func panicStack() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	var b strings.Builder
	panicked := false
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			b.Reset()
			panicked = true
		case !panicked || (b.Len() == 0 && strings.HasPrefix(f.Function, "runtime.")):
		case strings.HasPrefix(f.Function, thisPackage):
			return b.String()
		default:
			fmt.Fprintf(&b, "%s\n\t%s:%d\n", f.Function, f.File, f.Line)
		}
		if !more {
			return b.String()
		}
	}
}

// thisPackage is the prefix of this package's functions in a stack, methods included.
var thisPackage = func() string {
	pc, _, _, _ := runtime.Caller(0)
	name := runtime.FuncForPC(pc).Name()
	return name[:strings.LastIndex(name, "/pool.")+len("/pool.")]
}()
