package pool

import (
	"context"
	"errors"
	"unsafe"
)

// A list is the batch of a function's tasks, with their arguments and results in this program's
// memory.
type list struct {
	fn      *calling
	args    arguments
	results items
	bad     []itemError // arguments that could not be decoded, in order
	shared  bool        // args are the caller's
	shift   int         // the index of the first of args, in a lease
	room    arguments   // memory of args, in a lease
}

func (l *list) wantsContext() bool { return l.fn.withCtx }

func (l *list) quick() bool { return l.fn.quick() }

func (l *list) memory() (unsafe.Pointer, uintptr) {
	if !l.fn.result.isRaw() {
		return nil, 0
	}
	return l.results.base, l.results.stride
}

func (l *list) run(ctx context.Context, lo, hi int, pos *int, asked *flag) error {
	if len(l.bad) > 0 {
		return l.runAroundBad(ctx, lo, hi, pos, asked)
	}
	return l.fn.run(ctx, l.args.cut(lo-l.shift, hi-l.shift), l.results.cut(lo, hi), pos, asked)
}

// runAroundBad is run where some arguments could not be decoded: those fail, in their turn.
func (l *list) runAroundBad(ctx context.Context, lo, hi int, pos *int, asked *flag) error {
	good := list{fn: l.fn, args: l.args, results: l.results}
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

func (l *list) encodeArgs(w *writer, lo, hi int) (int, error) {
	return l.fn.encode(w, l.args.cut(lo, hi))
}

func (l *list) encodeResults(w *writer, lo, hi int) (int, error) {
	return l.fn.result.codec.encode(w, l.results.cut(lo, hi))
}

func (l *list) decodeResults(data []byte, lo, n int) ([]itemError, error) {
	if lo < 0 || n < 0 || lo+n > l.results.n {
		return nil, errors.New("results beyond the chunk")
	}
	k, to := &l.fn.result, l.results.cut(lo, lo+n)
	if k.isRaw() {
		return nil, decodeWhole(k.codec, data, to)
	}
	vs, bad, err := k.decode(data, n)
	if err == nil {
		k.copy(to, vs)
	}
	return bad, err
}

func (l *list) lease(lo, hi int, into batch) batch {
	if !l.shared {
		return nil
	}
	b, ok := into.(*list)
	if !ok || b.fn != l.fn {
		b = &list{fn: l.fn}
	}
	b.args, b.results, b.shift = l.args.cut(lo, hi), l.results, lo
	first, second := l.fn.own()
	if first {
		b.args.a = l.fn.first.copyInto(&b.room.a, b.args.a)
	}
	if second {
		b.args.b = l.fn.second.copyInto(&b.room.b, b.args.b)
	}
	return b
}

// copyInto copies items into a room, for which there is a larger one where it is too small.
func (k *kind) copyInto(room *items, from items) items {
	if room.n < from.n {
		*room = k.make(from.n)
	}
	to := room.cut(0, from.n)
	k.copy(to, from)
	return to
}

func (l *list) endLease() {
	if l.room.a.n > 0 {
		l.fn.first.clear(l.room.a)
	}
	if l.room.b.n > 0 {
		l.fn.second.clear(l.room.b)
	}
	l.args, l.results = arguments{}, items{}
}

func (l *list) detached(lo, hi int) batch {
	return &list{fn: l.fn, args: l.args.cut(lo, hi), results: l.fn.result.make(hi - lo), shared: l.shared}
}

func (l *list) adopt(from batch, offset, lo, hi int) {
	l.fn.result.copy(l.results.cut(lo, hi), from.(*list).results.cut(lo-offset, hi-offset))
}
