package pool_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"poolground/pool"
)

// Errors cross a worker boundary as trees.

type codeError struct {
	Code  int
	Items []string
}

func (e codeError) Error() string { return fmt.Sprintf("code %d of %v", e.Code, e.Items) }

type pointerError struct{ Where string }

func (e *pointerError) Error() string { return "at " + e.Where }

type unregistered struct{ n int }

func (e unregistered) Error() string { return fmt.Sprint("unregistered ", e.n) }

type uncomparable []error

func (e uncomparable) Error() string { return "uncomparable" }

type panickyError struct{}

func (panickyError) Error() string { panic("no text") }

var (
	errKnown   = errors.New("known")
	errUnknown = errors.New("unknown")
)

func init() {
	pool.RegisterError("t.errKnown", errKnown)
	pool.RegisterErrorType[codeError]("t.codeError")
	pool.RegisterErrorType[*pointerError]("t.pointerError")
}

// failures are errors that tasks return, by name. They are made when they are first needed: a worker
// that is a program of its own would pay for them at its start.
var failures = sync.OnceValue(func() map[string]error {
	return map[string]error{
		"sentinel":     errKnown,
		"wrapped":      fmt.Errorf("outer: %w", fmt.Errorf("inner: %w", errKnown)),
		"joined":       errors.Join(errUnknown, fmt.Errorf("second: %w", errKnown), &pointerError{"b"}),
		"two verbs":    fmt.Errorf("%w and %w", errKnown, codeError{3, nil}),
		"value":        codeError{7, []string{"a", "b"}},
		"pointer":      &pointerError{"a"},
		"deep value":   fmt.Errorf("1: %w", errors.Join(errUnknown, fmt.Errorf("2: %w", codeError{7, []string{}}))),
		"canceled":     fmt.Errorf("x: %w", context.Canceled),
		"deadline":     context.DeadlineExceeded,
		"nested":       fmt.Errorf("x: %w", pool.ErrNested),
		"unregistered": unregistered{4},
		"uncomparable": uncomparable{errKnown},
		"no text":      fmt.Errorf("outer: %w", errors.Join(errKnown)),
		"chain":        chain(5000),
		"wide":         wide(5000, 0),
		"wide, deep":   wide(600, 3),
		"invalid text": errors.New("a\xff\xfe\x00b"),
	}
})

func chain(n int) error {
	err := errKnown
	for range n {
		err = fmt.Errorf("%w.", err)
	}
	return err
}

func wide(n, depth int) error {
	errs := make([]error, n)
	for i := range errs {
		errs[i] = errUnknown
		for range depth {
			errs[i] = fmt.Errorf("w %w", errs[i])
		}
	}
	return errors.Join(errs...)
}

var fails = pool.FuncE("t.fails", func(_ context.Context, name string) (int, error) { return 1, failures()[name] })

func TestErrorsCrossWithTextAndMeaning(t *testing.T) {
	sentinels := []error{errKnown, errPicky, context.Canceled, context.DeadlineExceeded, pool.ErrNested, pool.ErrClosed, pool.ErrJobCanceled}
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 1), patient(t)
		for name, want := range failures() {
			_, err := pool.Apply(ctx, p, fails, name)
			e := wantTaskError(t, err, "t.fails", 0, want.Error())
			if e.Stack != "" {
				t.Errorf("%s: a returned error has a stack", name)
			}
			for _, s := range sentinels {
				if errors.Is(err, s) != errors.Is(want, s) && !strings.HasPrefix(name, "chain") {
					t.Errorf("%s: errors.Is(%v) is %v", name, s, errors.Is(err, s))
				}
			}
			var c, wantC codeError
			if got := errors.As(err, &c); got != errors.As(want, &wantC) || fmt.Sprintf("%#v", c) != fmt.Sprintf("%#v", wantC) {
				t.Errorf("%s: errors.As is %v with %#v, want %#v", name, got, c, wantC)
			}
			var q, wantQ *pointerError
			if got := errors.As(err, &q); got != errors.As(want, &wantQ) || got && *q != *wantQ {
				t.Errorf("%s: errors.As is %v", name, got)
			}
		}
		if s := p.Stats().Workers[0]; s.Started != 1 {
			t.Errorf("an error ended its worker: %d were started", s.Started)
		}
	})
}

var failsToSay = pool.FuncE("t.failsToSay", func(context.Context, int) (int, error) { return 0, panickyError{} })

func TestAnErrorWhoseTextPanics(t *testing.T) {
	checkLeaks(t)
	p, ctx := newPool(t, pool.Options{Workers: 1, Backend: linked(asFramed)()}), patient(t)
	_, err := pool.Apply(ctx, p, failsToSay, 1)
	wantTaskError(t, err, "t.failsToSay", 0, "pool_test.panickyError, whose Error method panicked: no text")
	same(t, 9)(pool.Apply(ctx, p, square, 3))
}

type hiddenField struct {
	//lint:ignore U1000 that it cannot be sent is what is tested
	code int
}

func (hiddenField) Error() string { return "" }

type chanField struct{ C chan int }

func (chanField) Error() string { return "" }

func TestRegisteringErrorsBadlyPanics(t *testing.T) {
	for what, f := range map[string]func(){
		"empty":        func() { pool.RegisterError("", errKnown) },
		"nil":          func() { pool.RegisterError("t.nil", nil) },
		"twice":        func() { pool.RegisterError("t.errKnown", errUnknown) },
		"uncomparable": func() { pool.RegisterError("t.unc", uncomparable{}) },
		"hidden":       func() { pool.RegisterErrorType[hiddenField]("t.hidden") },
		"pointer":      func() { pool.RegisterErrorType[*hiddenField]("t.hidden") },
		"chan":         func() { pool.RegisterErrorType[chanField]("t.chan") },
		"interface":    func() { pool.RegisterErrorType[error]("t.error") },
		"type twice":   func() { pool.RegisterErrorType[codeError]("t.codeError") },
		"type empty":   func() { pool.RegisterErrorType[codeError]("") },
	} {
		func() {
			defer func() {
				v := recover()
				if v == nil {
					t.Errorf("%s: no panic", what)
				}
				if what == "hidden" && !strings.Contains(fmt.Sprint(v), "pool_test.hiddenField.code is unexported") {
					t.Errorf("panic %v does not name the field", v)
				}
			}()
			f()
		}()
	}
}

func TestTaskErrorText(t *testing.T) {
	for want, e := range map[string]*pool.TaskError{
		"pool: f, task 3, worker 1: known": {Function: "f", Index: 3, Worker: 1, Err: errKnown},
		"pool: f, task 0: job canceled":    {Function: "f", Worker: -1, Err: pool.ErrJobCanceled},
		"pool: f: failed":                  {Function: "f", Index: -1, Worker: -1},
	} {
		if e.Error() != want || !errors.Is(e, e.Err) && e.Err != nil {
			t.Errorf("%q, want %q", e.Error(), want)
		}
	}
}
