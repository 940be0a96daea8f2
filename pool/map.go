package pool

import (
	"context"
	"iter"
)

// Map calls f on every argument and blocks until all results are there, in the order of the
// arguments. The first task that fails fails the job at once, with a *TaskError and no results;
// see KeepGoing. args must not change until Map returns.
func Map[A, R any](ctx context.Context, p *Pool, f Function[A, R], args []A, opts ...CallOption) ([]R, error) {
	c := newMap[R](ctx, p, f.fn, f.fn.with(itemsOf(args)), len(args), opts)
	c.runIn("Map", &c.result.outcome)
	return c.result.get()
}

// MapAsync is Map without the wait: it returns at once. ctx is the job's: when it ends, so does
// the job. args must not change until the job is done.
func MapAsync[A, R any](ctx context.Context, p *Pool, f Function[A, R], args []A, opts ...CallOption) *AsyncResult[[]R] {
	c := newMap[R](ctx, p, f.fn, f.fn.with(itemsOf(args)), len(args), opts)
	c.job.submitAsync()
	return &c.result
}

// Starmap calls f on every pair of arguments, as Map does. The pairs are read first.
func Starmap[A, B, R any](ctx context.Context, p *Pool, f Function2[A, B, R], args iter.Seq2[A, B], opts ...CallOption) ([]R, error) {
	pairs, n := collect(args)
	c := newMap[R](ctx, p, f.fn, pairs, n, opts)
	c.runIn("Starmap", &c.result.outcome)
	return c.result.get()
}

// StarmapAsync is Starmap without the wait. The pairs are read before it returns.
func StarmapAsync[A, B, R any](ctx context.Context, p *Pool, f Function2[A, B, R], args iter.Seq2[A, B], opts ...CallOption) *AsyncResult[[]R] {
	pairs, n := collect(args)
	c := newMap[R](ctx, p, f.fn, pairs, n, opts)
	c.job.submitAsync()
	return &c.result
}

func collect[A, B any](args iter.Seq2[A, B]) (arguments, int) {
	var as []A
	var bs []B
	for a, b := range args {
		as, bs = append(as, a), append(bs, b)
	}
	return arguments{itemsOf(as), itemsOf(bs)}, len(as)
}

// A mapCall is a call of every task of a list, with its job and result in one piece of memory.
type mapCall[R any] struct {
	mapJob
	result AsyncResult[[]R]
}

func newMap[R any](ctx context.Context, p *Pool, f *calling, args arguments, n int, opts []CallOption) *mapCall[R] {
	c := &mapCall[R]{}
	c.result.value = make([]R, n)
	c.prepare(ctx, p, &c.result.outcome, list{fn: f, args: args, results: itemsOf(c.result.value), shared: true}, opts)
	return c
}

// A mapJob is what mapCalls of all types have in common.
type mapJob struct {
	job  job
	list list
}

func (m *mapJob) prepare(ctx context.Context, p *Pool, o *outcome, l list, opts []CallOption) {
	j := &m.job
	j.belongTo(p, o)
	if l.fn == nil {
		j.refuseZero(ctx, opts)
		return
	}
	j.prepare(ctx, l.fn.name, l.fn.constant, opts)
	m.list = l
	j.batch, j.total = &m.list, l.results.n
	j.chooseChunkSize(j.total)
}

func (m *mapJob) runIn(call string, o *outcome) {
	o.only = true
	m.job.pool.submit(&m.job)
	o.block(m.job.ctx, call)
}

// belongTo makes a job one of p, whose result is o.
func (j *job) belongTo(p *Pool, o *outcome) {
	j.pool, j.result = p, o
	o.job = j
}

// refuseZero prepares a job whose function is a zero value.
func (j *job) refuseZero(ctx context.Context, opts []CallOption) {
	j.prepare(ctx, "", nil, opts)
	j.err = errZeroFunction
}

// prepare fills in what every kind of job has.
func (j *job) prepare(ctx context.Context, function string, k *constant, opts []CallOption) {
	j.ctx, j.function = ctx, function
	if k != nil {
		j.withRare().bound = &boundConstant{constant: k}
	}
	j.opts = newCallOptions(opts)
	j.chunkSize = j.opts.chunkSize
	j.err = j.opts.err
}

// chooseChunkSize is Python's choice, where the caller made none: four chunks a worker.
func (j *job) chooseChunkSize(tasks int) {
	if workers := j.pool.size; j.chunkSize <= 0 {
		j.chunkSize = max(1, (tasks+4*workers-1)/(4*workers))
	}
}

func (j *job) submitAsync() {
	j.pool.submit(j)
	j.pool.watchContext(j)
	j.pool.letSendersRun()
}
