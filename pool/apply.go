package pool

import (
	"context"
	"unsafe"
)

// Apply calls f once, in a worker, and blocks until its result is there.
func Apply[A, R any](ctx context.Context, p *Pool, f Function[A, R], arg A, opts ...CallOption) (R, error) {
	c := newApply(ctx, p, f, arg, opts)
	c.job.waited = true
	p.submit(&c.job)
	c.result.end.block(ctx, "Apply")
	return c.result.value, c.result.end.err
}

// ApplyAsync is Apply without the wait: it returns at once.
func ApplyAsync[A, R any](ctx context.Context, p *Pool, f Function[A, R], arg A, opts ...CallOption) *AsyncResult[R] {
	c := newApply(ctx, p, f, arg, opts)
	c.job.submitAsync()
	return &c.result
}

// An applyCall is a call of one task. It is its own batch, so that a small call is one piece of
// memory, and a small one.
type applyCall[A, R any] struct {
	call[R]
	fn  *unary[A, R]
	arg [1]A
	res [1]R
}

func newApply[A, R any](ctx context.Context, p *Pool, f Function[A, R], arg A, opts []CallOption) *call[R] {
	c := &applyCall[A, R]{fn: f.unary, arg: [1]A{arg}}
	c.job.belongTo(p, &c.result.end, c)
	j := &c.job
	if err := checkFunction(f); err != nil {
		j.prepare(ctx, "", nil, opts)
		j.err = err
		return &c.call
	}
	j.prepare(ctx, f.name, f.constant, opts)
	j.chunkSize = 1
	j.batch, j.total = c, 1
	return &c.call
}

func (c *applyCall[A, R]) finish(err error) {
	if err == nil {
		c.result.value = c.res[0]
	}
	c.result.end.set(err)
}

var _ batch = (*applyCall[int, int])(nil)

func (c *applyCall[A, R]) list() list[A, R] {
	return list[A, R]{fn: c.fn, args: c.arg[:], results: c.res[:]}
}

func (c *applyCall[A, R]) run(ctx context.Context, lo, hi int, pos *int, asked *flag) error {
	l := c.list()
	return l.run(ctx, lo, hi, pos, asked)
}

func (c *applyCall[A, R]) wantsContext() bool { return c.fn.withCtx != nil }

func (c *applyCall[A, R]) quick() bool {
	l := c.list()
	return l.quick()
}

func (c *applyCall[A, R]) memory() (unsafe.Pointer, uintptr) {
	l := c.list()
	return l.memory()
}

func (c *applyCall[A, R]) encodeArgs(w *writer, lo, hi int) (int, error) {
	l := c.list()
	return l.encodeArgs(w, lo, hi)
}

func (c *applyCall[A, R]) encodeResults(w *writer, lo, hi int) (int, error) {
	l := c.list()
	return l.encodeResults(w, lo, hi)
}

func (c *applyCall[A, R]) decodeResults(data []byte, lo, n int) ([]itemError, error) {
	l := c.list()
	return l.decodeResults(data, lo, n)
}

// lease returns nil: nobody else sees the argument.
func (c *applyCall[A, R]) lease(int, int, batch) batch { return nil }

func (c *applyCall[A, R]) endLease() {}

func (c *applyCall[A, R]) detached(lo, hi int) batch {
	l := c.list()
	return l.detached(lo, hi)
}

func (c *applyCall[A, R]) adopt(from batch, offset, lo, hi int) {
	l := c.list()
	l.adopt(from, offset, lo, hi)
}
