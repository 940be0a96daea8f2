package pool

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"sync"
	"unsafe"
)

// A Function is a registered function of one argument, or one of two with an argument bound.
// Make it with Func, FuncE, Func0, Partial or PartialRight; the zero value fails every job.
// It may be used by any number of pools and goroutines at once.
type Function[A, R any] struct{ *unary[A, R] }

// A unary is what a Function stands for. It never changes, so that jobs share it.
type unary[A, R any] struct {
	name     string
	plain    func(A) R // nil for FuncE's
	withCtx  func(context.Context, A) (R, error)
	args     codec
	results  codec
	constant *constant // nil unless bound by Partial
	noArg    bool      // the argument is ignored: Func0's
}

// A Function2 is a registered function of two arguments. Make it with Func2 or Func2E; the zero
// value fails every job. It may be used by any number of pools and goroutines at once.
type Function2[A, B, R any] struct {
	name    string
	plain   func(A, B) R
	withCtx func(context.Context, A, B) (R, error)
	first   codec
	second  codec
	results codec
}

// A binding says which argument of a function a job leaves fixed.
type binding uint8

const (
	bindNone binding = iota
	bindFirst
	bindSecond
	bindUntyped // no argument; the constant says how arguments come, see untyped.go
	bindings    // the number of bindings
)

// A constant is a Partial's fixed argument. It is encoded once, when a job first needs it in
// another process.
type constant struct {
	binding binding
	encode  func() ([]byte, error)
}

// Func registers f under a name that is its own in the program, and panics if the name is empty
// or taken. Call it in a package variable, so that every worker registers it too.
func Func[A, R any](name string, f func(A) R) Function[A, R] {
	mustBeFunc(name, f == nil)
	return register(&unary[A, R]{name: name, plain: f})
}

// FuncE is Func for a function that can fail or that wants a context. The context ends when the
// job is canceled or fails and when the pool is terminated; Worker tells from it where it runs.
func FuncE[A, R any](name string, f func(context.Context, A) (R, error)) Function[A, R] {
	mustBeFunc(name, f == nil)
	return register(&unary[A, R]{name: name, withCtx: f})
}

// Func0 registers a function without arguments, for which Map(ctx, p, f, Range(0, n)) calls it
// n times: its argument is ignored.
func Func0[R any](name string, f func() R) Function[int, R] {
	mustBeFunc(name, f == nil)
	return register(&unary[int, R]{name: name, plain: func(int) R { return f() }, noArg: true})
}

// Func2 registers a function of two arguments, as Func does.
func Func2[A, B, R any](name string, f func(A, B) R) Function2[A, B, R] {
	mustBeFunc(name, f == nil)
	return register2(Function2[A, B, R]{name: name, plain: f})
}

// Func2E registers a function of two arguments that can fail or wants a context, as FuncE does.
func Func2E[A, B, R any](name string, f func(context.Context, A, B) (R, error)) Function2[A, B, R] {
	mustBeFunc(name, f == nil)
	return register2(Function2[A, B, R]{name: name, withCtx: f})
}

// Partial binds the first argument of f. The constant crosses to each worker once a job.
func Partial[A, B, R any](f Function2[A, B, R], a A) Function[B, R] {
	return bindFirstOf(f, a, &constant{bindFirst, encodeOnce(f.first, itemsOf([]A{a}))})
}

// PartialRight binds the second argument of f. The constant crosses to each worker once a job.
func PartialRight[A, B, R any](f Function2[A, B, R], b B) Function[A, R] {
	return bindSecondOf(f, b, &constant{bindSecond, encodeOnce(f.second, itemsOf([]B{b}))})
}

// bindFirstOf and what follows are no methods: a program would have three of each.
func bindFirstOf[A, B, R any](f Function2[A, B, R], a A, c *constant) Function[B, R] {
	g := &unary[B, R]{name: f.name, args: f.second, results: f.results, constant: c}
	switch {
	case f.plain != nil:
		g.plain = func(b B) R { return f.plain(a, b) }
	case f.withCtx != nil:
		g.withCtx = func(ctx context.Context, b B) (R, error) { return f.withCtx(ctx, a, b) }
	}
	return Function[B, R]{g}
}

func bindSecondOf[A, B, R any](f Function2[A, B, R], b B, c *constant) Function[A, R] {
	g := &unary[A, R]{name: f.name, args: f.first, results: f.results, constant: c}
	switch {
	case f.plain != nil:
		g.plain = func(a A) R { return f.plain(a, b) }
	case f.withCtx != nil:
		g.withCtx = func(ctx context.Context, a A) (R, error) { return f.withCtx(ctx, a, b) }
	}
	return Function[A, R]{g}
}

// onPairs is f as a function of one argument that is a pair, which is what Starmap maps.
func onPairs[A, B, R any](f Function2[A, B, R]) Function[pair[A, B], R] {
	g := &unary[pair[A, B], R]{name: f.name, args: newPairCodec[A, B](f.first, f.second), results: f.results}
	switch {
	case f.plain != nil:
		g.plain = func(p pair[A, B]) R { return f.plain(p.a, p.b) }
	case f.withCtx != nil:
		g.withCtx = func(ctx context.Context, p pair[A, B]) (R, error) { return f.withCtx(ctx, p.a, p.b) }
	}
	return Function[pair[A, B], R]{g}
}

type pair[A, B any] struct {
	a A
	b B
}

func checkFunction[A, R any](f Function[A, R]) error {
	if f.unary == nil || f.plain == nil && f.withCtx == nil {
		return errZeroFunction
	}
	return nil
}

var errZeroFunction = errors.New("pool: the function is a zero value, make it with pool.Func or its kin")

// A Call is a function with its argument, as Options.Initializer takes it. The zero value is
// no call.
type Call struct {
	name     string
	constant *constant
	batch    func() batch
}

// Bind makes a Call of a function and its argument. It panics if the function is a zero value.
func Bind[A, R any](f Function[A, R], arg A) Call {
	if err := checkFunction(f); err != nil {
		panic(err)
	}
	return Call{f.name, f.constant, func() batch {
		return &list[A, R]{fn: f.unary, args: []A{arg}, results: make([]R, 1)}
	}}
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

// A loader makes, in a worker, the batch of a chunk from its encoded arguments.
type loader func(payload []byte, count int) (batch, error)

// An entry is what a worker knows of a registered function: how to bind a constant, which gives
// the loader of its chunks.
type entry struct {
	bind   [bindings]func(constant []byte) (loader, error)
	params []reflect.Type
	result reflect.Type
}

var (
	registryMu sync.RWMutex
	registry   = map[string]*entry{} // guarded by registryMu
)

func mustBeFunc(name string, isNil bool) {
	if name == "" {
		panic("pool: a function is registered without a name, by which workers would know it")
	}
	if isNil {
		panic(fmt.Sprintf("pool: function %q is nil", name))
	}
}

// newEntry takes pointers to the types of the result and of the arguments.
func newEntry(result any, args ...any) *entry {
	e := &entry{result: pointedTo(result)}
	for _, arg := range args {
		e.params = append(e.params, pointedTo(arg))
	}
	return e
}

func addEntry(name string, e *entry) {
	registryMu.Lock()
	defer registryMu.Unlock()
	if registry[name] != nil {
		panic(fmt.Sprintf("pool: function %q is registered twice, give one another name", name))
	}
	registry[name] = e
}

func lookup(name string) (*entry, error) {
	registryMu.RLock()
	defer registryMu.RUnlock()
	if e := registry[name]; e != nil {
		return e, nil
	}
	return nil, fmt.Errorf("pool: function %q is not registered in the worker, register it in a package variable", name)
}

func register[A, R any](f *unary[A, R]) Function[A, R] {
	f.args, f.results = codecTo((*A)(nil)), codecTo((*R)(nil))
	e := newEntry((*R)(nil), (*A)(nil))
	e.bind[bindNone] = func([]byte) (loader, error) { return loaderOf(f), nil }
	e.bind[bindUntyped] = func(forms []byte) (loader, error) { return bindUnary(f, forms) }
	addEntry(f.name, e)
	return Function[A, R]{f}
}

func register2[A, B, R any](f Function2[A, B, R]) Function2[A, B, R] {
	f.first, f.second, f.results = codecTo((*A)(nil)), codecTo((*B)(nil)), codecTo((*R)(nil))
	e := newEntry((*R)(nil), (*A)(nil), (*B)(nil))
	e.bind[bindNone] = func([]byte) (loader, error) { return loaderOf(onPairs(f).unary), nil }
	e.bind[bindUntyped] = func(forms []byte) (loader, error) { return bindPairs(f, forms) }
	e.bind[bindFirst] = func(data []byte) (loader, error) {
		a, err := decodeOne[A](f.first, data)
		return loaderOf(bindFirstOf(f, a, nil).unary), err
	}
	e.bind[bindSecond] = func(data []byte) (loader, error) {
		b, err := decodeOne[B](f.second, data)
		return loaderOf(bindSecondOf(f, b, nil).unary), err
	}
	addEntry(f.name, e)
	return f
}

func load[A, R any](f *unary[A, R], payload []byte, count int) (batch, error) {
	l := &list[A, R]{fn: f}
	var err error
	if l.args, l.bad, err = decodeList[A](f.args, payload, count); err != nil {
		return nil, err
	}
	if l.results = resultsInPlace[A, R](l.args, f.args, f.results); l.results == nil {
		l.results = make([]R, count)
	}
	return l, nil
}

// loaderOf loads chunks of a function.
func loaderOf[A, R any](f *unary[A, R]) loader {
	return func(payload []byte, count int) (batch, error) { return load(f, payload, count) }
}

// resultsInPlace returns memory for results that is the arguments' own, where both are numbers of
// one size: a result is stored after its argument was read, and half the memory is touched. It is
// nil where that cannot be.
func resultsInPlace[A, R any](args []A, a, r codec) []R {
	var res R
	p := unsafe.Pointer(unsafe.SliceData(args))
	if !sameMemory(a, r) || uintptr(p)%unsafe.Alignof(res) != 0 {
		return nil
	}
	return unsafe.Slice((*R)(p), len(args))
}

func sameMemory(a, r codec) bool {
	args, ok1 := a.(*rawCodec)
	results, ok2 := r.(*rawCodec)
	return ok1 && ok2 && args.size == results.size
}
