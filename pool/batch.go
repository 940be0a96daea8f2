package pool

import (
	"context"
	"errors"
)

// A batch is the typed half of a job: arguments, results and the function between them. The rest
// of the package deals in batches and indices and knows no type. The parent has one for a Map
// and one for each chunk of an IMap; a worker beyond a link has one for each chunk.
type batch interface {
	// run runs tasks lo to hi-1 and counts each that finished in *pos, which starts at lo. It
	// stops at the first that fails, with its error.
	run(ctx context.Context, lo, hi int, pos *int) error
	// wantsContext says whether run looks at its ctx.
	wantsContext() bool
	// raw says whether encoding a result is a copy of memory: only then are tasks worth
	// running without a look at the clock after each.
	raw() bool

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

func (l *list[A, R]) raw() bool { return l.fn.results.raw() }

func (l *list[A, R]) run(ctx context.Context, lo, hi int, pos *int) error {
	if len(l.bad) > 0 {
		return l.runAroundBad(ctx, lo, hi, pos)
	}
	args, results := l.args[lo-l.shift:hi-l.shift], l.results[lo:hi]
	if plain := l.fn.plain; plain != nil {
		for i := range args {
			results[i] = plain(args[i])
			*pos = lo + i + 1
		}
		return nil
	}
	for i := range args {
		r, err := l.fn.withCtx(ctx, args[i])
		if err != nil {
			return err
		}
		results[i] = r
		*pos = lo + i + 1
	}
	return nil
}

func (l *list[A, R]) runAroundBad(ctx context.Context, lo, hi int, pos *int) error {
	good := list[A, R]{fn: l.fn, args: l.args, results: l.results}
	for _, b := range l.bad {
		if b.index >= hi {
			break
		}
		if b.index < *pos {
			continue
		}
		if err := good.run(ctx, *pos, b.index, pos); err != nil {
			return err
		}
		return b.err
	}
	return good.run(ctx, *pos, hi, pos)
}

func (l *list[A, R]) encodeArgs(w *writer, lo, hi int) (int, error) {
	return encodeList(l.fn.args, w, l.args[lo:hi])
}

func (l *list[A, R]) encodeResults(w *writer, lo, hi int) (int, error) {
	return encodeList(l.fn.results, w, l.results[lo:hi])
}

func (l *list[A, R]) decodeResults(data []byte, lo, n int) ([]itemError, error) {
	if lo < 0 || n < 0 || lo+n > len(l.results) {
		return nil, errors.New("results beyond the chunk")
	}
	if into, ok := l.fn.results.(codecInto[R]); ok {
		return nil, into.decodeInto(data, l.results[lo:lo+n])
	}
	vs, bad, err := l.fn.results.decode(data, n)
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
