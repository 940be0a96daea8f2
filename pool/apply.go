package pool

import (
	"context"
	"unsafe"
)

// Apply calls f once, in a worker, and blocks until its result is there.
func Apply[A, R any](ctx context.Context, p *Pool, f Function[A, R], arg A, opts ...CallOption) (R, error) {
	c := &applyCall[A, R]{arg: arg}
	c.prepare(ctx, p, &c.result.outcome, single{f.fn, unsafe.Pointer(&c.arg), unsafe.Pointer(&c.result.value)}, opts)
	c.run(&c.result.outcome)
	return c.result.get()
}

// ApplyAsync is Apply without the wait: it returns at once.
func ApplyAsync[A, R any](ctx context.Context, p *Pool, f Function[A, R], arg A, opts ...CallOption) *AsyncResult[R] {
	c := &applyCall[A, R]{arg: arg}
	c.prepare(ctx, p, &c.result.outcome, single{f.fn, unsafe.Pointer(&c.arg), unsafe.Pointer(&c.result.value)}, opts)
	c.job.submitAsync()
	return &c.result
}

// An applyCall is a call of one task. It is one piece of memory, and a small one.
type applyCall[A, R any] struct {
	applyJob
	arg    A
	result AsyncResult[R]
}

// An applyJob is what applyCalls of all types have in common.
type applyJob struct {
	job   job
	batch single
}

func (a *applyJob) prepare(ctx context.Context, p *Pool, o *outcome, s single, opts []CallOption) {
	j := &a.job
	j.belongTo(p, o)
	if s.fn == nil {
		j.refuseZero(ctx, opts)
		return
	}
	j.prepare(ctx, s.fn.name, s.fn.constant, opts)
	a.batch = s
	j.chunkSize = 1
	j.batch, j.total = &a.batch, 1
}

func (a *applyJob) run(o *outcome) {
	a.job.waited, o.only = true, true
	a.job.pool.submit(&a.job)
	o.block(a.job.ctx, "Apply")
}

// A single is the batch of one task.
type single struct {
	fn          *calling
	arg, result unsafe.Pointer
}

// list is s as a list, for what few calls need: a pool with many has no memory for each one's.
func (s *single) list() *list { return &list{fn: s.fn, args: s.args(), results: s.results()} }

func (s *single) args() arguments { return s.fn.with(items{s.arg, s.fn.ownKind().size, 1}) }

func (s *single) results() items { return items{s.result, s.fn.result.size, 1} }

func (s *single) run(ctx context.Context, lo, hi int, pos *int, asked *flag) error {
	if lo == hi {
		return nil
	}
	return s.fn.run(ctx, s.args(), s.results(), pos, asked)
}

func (s *single) wantsContext() bool { return s.fn.withCtx }

func (s *single) quick() bool { return s.fn.quick() }

func (s *single) memory() (unsafe.Pointer, uintptr) { return s.list().memory() }

func (s *single) encodeArgs(w *writer, lo, hi int) (int, error) {
	if lo == hi {
		return 0, nil
	}
	return s.fn.encode(w, s.args())
}

func (s *single) encodeResults(w *writer, lo, hi int) (int, error) {
	return s.list().encodeResults(w, lo, hi)
}

func (s *single) decodeResults(data []byte, lo, n int) ([]itemError, error) {
	if lo == 0 && n == 1 && s.fn.result.isRaw() {
		return nil, decodeWhole(s.fn.result.codec, data, s.results())
	}
	return s.list().decodeResults(data, lo, n)
}

// lease returns nil: nobody else sees the argument.
func (s *single) lease(int, int, batch) batch { return nil }

func (s *single) endLease() {}

func (s *single) detached(lo, hi int) batch {
	return s.list().detached(lo, hi)
}

func (s *single) adopt(from batch, offset, lo, hi int) {
	s.list().adopt(from, offset, lo, hi)
}

var _ batch = (*single)(nil)
