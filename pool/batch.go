package pool

import (
	"context"
	"errors"
	"unsafe"
)

// A batch is the typed half of a job: arguments, results and the function between them. The rest
// of the package deals in batches and indices and knows no type. The parent has one for a Map
// and one for each chunk of an IMap; a worker beyond a link has one for each chunk.
type batch interface {
	// run runs tasks lo to hi-1 and counts each that finished in *pos, which starts at lo. It
	// stops at the first that fails, with its error, and without one when what asks for it.
	run(ctx context.Context, lo, hi int, pos *int, asked *flag) error
	// wantsContext says whether run looks at its ctx.
	wantsContext() bool
	// quick says that tasks may be worth running without a look at the clock after each: the
	// function takes no context, and encoding a result is a copy of memory.
	quick() bool
	// memory is where the results lie and the size of one, or nil where they are not plain memory.
	memory() (unsafe.Pointer, uintptr)

	encodeArgs(w *writer, lo, hi int) (n int, err error)
	encodeResults(w *writer, lo, hi int) (n int, err error)
	decodeResults(data []byte, lo, n int) (bad []itemError, err error)

	// lease returns a batch like this with a copy of the arguments lo to hi-1, made in the memory
	// of into, the last lease, where that is of the same type. It returns nil where the arguments
	// are not the caller's, who may change them as soon as the job has ended.
	lease(lo, hi int, into batch) batch
	// endLease lets go of the arguments.
	endLease()

	// detached returns a batch of the same tasks with results of its own, so that a worker
	// that was given up cannot write to those of the job.
	detached(lo, hi int) batch
	// adopt takes over the results lo to hi-1 of a detached batch; offset is its lo.
	adopt(from batch, offset, lo, hi int)
}

// An itemError is the failure to encode or decode one item of a list.
type itemError struct {
	index int
	err   error
}

type list[A, R any] struct {
	fn      *unary[A, R]
	args    []A
	results []R
	bad     []itemError // arguments that could not be decoded, in order
	shared  bool        // args are the caller's
	shift   int         // the index of args[0], in a lease
}

func (l *list[A, R]) wantsContext() bool { return l.fn.withCtx != nil }

func (l *list[A, R]) quick() bool { return l.fn.plain != nil && l.fn.results.raw() }

func (l *list[A, R]) memory() (unsafe.Pointer, uintptr) {
	if _, ok := l.fn.results.(*rawCodec); !ok {
		return nil, 0
	}
	var zero R
	return unsafe.Pointer(unsafe.SliceData(l.results)), unsafe.Sizeof(zero)
}

func (l *list[A, R]) run(ctx context.Context, lo, hi int, pos *int, asked *flag) error {
	if len(l.bad) > 0 {
		return l.runAroundBad(ctx, lo, hi, pos, asked)
	}
	args, results := l.args[lo-l.shift:hi-l.shift], l.results[lo:hi]
	plain := l.fn.plain
	if plain == nil {
		return l.runWithContext(ctx, args, results, lo, pos, asked)
	}
	for i := range args {
		results[i] = plain(args[i])
		*pos = lo + i + 1
		if asked.Load() {
			return nil
		}
	}
	return nil
}

func (l *list[A, R]) runWithContext(ctx context.Context, args []A, results []R, lo int, pos *int, asked *flag) error {
	for i := range args {
		r, err := l.fn.withCtx(ctx, args[i])
		if err != nil {
			return err
		}
		results[i] = r
		*pos = lo + i + 1
		if asked.Load() {
			return nil
		}
	}
	return nil
}

// runAroundBad is run where some arguments could not be decoded: those fail, in their turn.
func (l *list[A, R]) runAroundBad(ctx context.Context, lo, hi int, pos *int, asked *flag) error {
	good := list[A, R]{fn: l.fn, args: l.args, results: l.results}
	for _, b := range l.bad {
		if b.index < lo || b.index >= hi {
			continue
		}
		if err := good.run(ctx, lo, b.index, pos, asked); err != nil || *pos < b.index {
			return err
		}
		return b.err
	}
	return good.run(ctx, lo, hi, pos, asked)
}

func (l *list[A, R]) encodeArgs(w *writer, lo, hi int) (int, error) {
	return l.fn.args.encode(w, itemsOf(l.args[lo:hi]))
}

func (l *list[A, R]) encodeResults(w *writer, lo, hi int) (int, error) {
	return l.fn.results.encode(w, itemsOf(l.results[lo:hi]))
}

func (l *list[A, R]) decodeResults(data []byte, lo, n int) ([]itemError, error) {
	if lo < 0 || n < 0 || lo+n > len(l.results) {
		return nil, errors.New("results beyond the chunk")
	}
	if _, ok := l.fn.results.(*rawCodec); ok {
		return nil, decodeWhole(l.fn.results, data, itemsOf(l.results[lo:lo+n]))
	}
	vs, bad, err := decodeList[R](l.fn.results, data, n)
	if err == nil {
		copy(l.results[lo:], vs)
	}
	return bad, err
}

func (l *list[A, R]) lease(lo, hi int, into batch) batch {
	if !l.shared {
		return nil
	}
	b, ok := into.(*list[A, R])
	if !ok {
		b = new(list[A, R])
	}
	b.fn, b.results, b.shift = l.fn, l.results, lo
	b.args = append(b.args[:0], l.args[lo:hi]...)
	return b
}

func (l *list[A, R]) endLease() {
	clear(l.args)
	l.args, l.results = l.args[:0], nil
}

func (l *list[A, R]) detached(lo, hi int) batch {
	return &list[A, R]{fn: l.fn, args: l.args[lo:hi], results: make([]R, hi-lo), shared: l.shared}
}

func (l *list[A, R]) adopt(from batch, offset, lo, hi int) {
	copy(l.results[lo:hi], from.(*list[A, R]).results[lo-offset:hi-offset])
}
