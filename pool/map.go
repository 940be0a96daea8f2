package pool

import (
	"context"
	"iter"
)

// Map calls f on every argument and blocks until all results are there, in the order of the
// arguments. The first task that fails fails the job at once, with a *TaskError and no results;
// see KeepGoing. args must not change until Map returns.
func Map[A, R any](ctx context.Context, p *Pool, f Function[A, R], args []A, opts ...CallOption) ([]R, error) {
	m := newMap(ctx, p, f, args, opts)
	p.submit(&m.job)
	m.result.end.block(ctx, "Map")
	return m.result.value, m.result.end.err
}

// MapAsync is Map without the wait: it returns at once. ctx is the job's: when it ends, so does
// the job. args must not change until the job is done.
func MapAsync[A, R any](ctx context.Context, p *Pool, f Function[A, R], args []A, opts ...CallOption) *AsyncResult[[]R] {
	m := newMap(ctx, p, f, args, opts)
	m.job.submitAsync()
	return &m.result
}

// Starmap calls f on every pair of arguments, as Map does. The pairs are read first.
func Starmap[A, B, R any](ctx context.Context, p *Pool, f Function2[A, B, R], args iter.Seq2[A, B], opts ...CallOption) ([]R, error) {
	m := newMap(ctx, p, onPairs(f), collect(args), opts)
	p.submit(&m.job)
	m.result.end.block(ctx, "Starmap")
	return m.result.value, m.result.end.err
}

// StarmapAsync is Starmap without the wait. The pairs are read before it returns.
func StarmapAsync[A, B, R any](ctx context.Context, p *Pool, f Function2[A, B, R], args iter.Seq2[A, B], opts ...CallOption) *AsyncResult[[]R] {
	return MapAsync(ctx, p, onPairs(f), collect(args), opts...)
}

func collect[A, B any](args iter.Seq2[A, B]) []pair[A, B] {
	var pairs []pair[A, B]
	for a, b := range args {
		pairs = append(pairs, pair[A, B]{a, b})
	}
	return pairs
}

// A call is a job with its typed result, in one piece of memory.
type call[T any] struct {
	job    job
	result AsyncResult[T]
}

// belongTo makes a job one of p, whose result is in o once f has made it ready.
func (j *job) belongTo(p *Pool, o *outcome, f finisher) {
	j.pool, j.result = p, f
	o.job = j
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

// A mapCall is a call of every task of a list.
type mapCall[A, R any] struct {
	call[[]R]
	list list[A, R]
}

func newMap[A, R any](ctx context.Context, p *Pool, f Function[A, R], args []A, opts []CallOption) *call[[]R] {
	m := &mapCall[A, R]{}
	m.job.belongTo(p, &m.result.end, m)
	j := &m.job
	if err := checkFunction(f); err != nil {
		j.prepare(ctx, "", nil, opts)
		j.err = err
		return &m.call
	}
	j.prepare(ctx, f.name, f.constant, opts)
	j.chooseChunkSize(len(args))
	m.list = list[A, R]{fn: f.unary, args: args, results: make([]R, len(args)), shared: true}
	j.batch, j.total = &m.list, len(args)
	return &m.call
}

func (m *mapCall[A, R]) finish(err error) {
	if err != nil && !(m.job.opts.keepGoing && m.job.total > 0 && m.job.allRan()) {
		m.result.end.set(err)
		return
	}
	m.result.value = m.list.results
	m.result.end.set(err)
}
