package pool

import (
	"context"
	"iter"
)

// A Function is a registered function of one argument, or one of two with an argument bound.
// Make it with Func, FuncE, Func0, Partial or PartialRight; the zero value fails every job.
// It may be used by any number of pools and goroutines at once.
type Function[A, R any] struct {
	_  [0]*func(A) R // Functions of other types are no conversion away
	fn *calling
}

// A Function2 is a registered function of two arguments. Make it with Func2 or Func2E; the zero
// value fails every job. It may be used by any number of pools and goroutines at once.
type Function2[A, B, R any] struct {
	_  [0]*func(A, B) R
	fn *calling
}

// Func registers f under a name that is its own in the program, and panics if the name is empty
// or taken. Call it in a package variable, so that every worker registers it too.
func Func[A, R any](name string, f func(A) R) Function[A, R] {
	mustBeFunc(name, f == nil)
	return Function[A, R]{fn: register(&calling{name: name, run: runOne(f)}, (*[]R)(nil), (*[]A)(nil))}
}

// FuncE is Func for a function that can fail or that wants a context. The context ends when the
// job is canceled or fails and when the pool is terminated; Worker tells from it where it runs.
func FuncE[A, R any](name string, f func(context.Context, A) (R, error)) Function[A, R] {
	mustBeFunc(name, f == nil)
	return Function[A, R]{fn: register(&calling{name: name, run: runOneE(f), withCtx: true}, (*[]R)(nil), (*[]A)(nil))}
}

// Func0 registers a function without arguments, for which Map(ctx, p, f, Range(0, n)) calls it
// n times: its argument is ignored.
func Func0[R any](name string, f func() R) Function[int, R] {
	mustBeFunc(name, f == nil)
	return Function[int, R]{fn: register(&calling{name: name, run: runNone(f), noArg: true}, (*[]R)(nil), (*[]int)(nil))}
}

// Func2 registers a function of two arguments, as Func does.
func Func2[A, B, R any](name string, f func(A, B) R) Function2[A, B, R] {
	mustBeFunc(name, f == nil)
	return Function2[A, B, R]{fn: register(&calling{name: name, run: runTwo(f)}, (*[]R)(nil), (*[]A)(nil), (*[]B)(nil))}
}

// Func2E registers a function of two arguments that can fail or wants a context, as FuncE does.
func Func2E[A, B, R any](name string, f func(context.Context, A, B) (R, error)) Function2[A, B, R] {
	mustBeFunc(name, f == nil)
	return Function2[A, B, R]{fn: register(&calling{name: name, run: runTwoE(f), withCtx: true}, (*[]R)(nil), (*[]A)(nil), (*[]B)(nil))}
}

// Partial binds the first argument of f. The constant crosses to each worker once a job.
func Partial[A, B, R any](f Function2[A, B, R], a A) Function[B, R] {
	return Function[B, R]{fn: f.fn.bind(bindFirst, itemsOf([]A{a}))}
}

// PartialRight binds the second argument of f. The constant crosses to each worker once a job.
func PartialRight[A, B, R any](f Function2[A, B, R], b B) Function[A, R] {
	return Function[A, R]{fn: f.fn.bind(bindSecond, itemsOf([]B{b}))}
}

// Bind makes a Call of a function and its argument. It panics if the function is a zero value.
func Bind[A, R any](f Function[A, R], arg A) Call {
	return bindCall(f.fn, itemsOf([]A{arg}))
}

// Zip pairs the items of two slices and stops at the end of the shorter.
func Zip[A, B any](as []A, bs []B) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		for i := range min(len(as), len(bs)) {
			if !yield(as[i], bs[i]) {
				return
			}
		}
	}
}

// Range returns start, start+1, ... up to but not including stop; an empty slice where stop is
// not above start.
func Range(start, stop int) []int {
	if stop <= start {
		return []int{}
	}
	r := make([]int, stop-start)
	for i := range r {
		r[i] = start + i
	}
	return r
}
