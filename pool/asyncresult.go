package pool

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// An AsyncResult is the result of a job that may still run. All its methods may be called from
// any goroutine, any number of times.
type AsyncResult[T any] struct {
	job   *job
	ready atomic.Bool
	value T     // written before ready is set
	err   error // written before ready is set

	mu    sync.Mutex
	done  chan struct{}     // nil until somebody asks, as few do of many results; guarded by mu
	calls *[]func(T, error) // OnDone's, until ready; guarded by mu
}

// Get waits for the result. ctx bounds the waiting only: when it ends, Get returns ctx.Err() and
// the job goes on. A ready result is returned whatever ctx says.
func (r *AsyncResult[T]) Get(ctx context.Context) (T, error) {
	if err := r.wait(ctx, "Get"); err != nil {
		var zero T
		return zero, err
	}
	return r.value, r.err
}

// Wait waits until the result is ready and returns nil whatever the outcome, or ctx.Err().
func (r *AsyncResult[T]) Wait(ctx context.Context) error { return r.wait(ctx, "Wait") }

func (r *AsyncResult[T]) wait(ctx context.Context, name string) error {
	return r.job.pool.wait(ctx, r, r.job, name)
}

// Ready says whether the job has ended.
func (r *AsyncResult[T]) Ready() bool { return r.ready.Load() }

// Successful says whether the job ended without an error, and fails with ErrNotReady before it
// has ended.
func (r *AsyncResult[T]) Successful() (bool, error) {
	if !r.Ready() {
		return false, ErrNotReady
	}
	return r.err == nil, nil
}

// Done returns a channel that is closed when the result is ready.
func (r *AsyncResult[T]) Done() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.done == nil {
		r.done = make(chan struct{})
		if r.Ready() {
			close(r.done)
		}
	}
	return r.done
}

// Cancel ends the job, unless it has ended, with ErrJobCanceled.
func (r *AsyncResult[T]) Cancel() { r.job.pool.cancelJob(r.job, ErrJobCanceled) }

// OnDone calls f once with what Get would return, in a goroutine of its own, when the result is
// ready or now if it is. Join does not wait for it. A panic in f is printed to Options.Stderr.
func (r *AsyncResult[T]) OnDone(f func(T, error)) {
	if f == nil {
		panic(errors.New("pool: OnDone of a nil function"))
	}
	r.mu.Lock()
	ready := r.Ready()
	if !ready {
		if r.calls == nil {
			r.calls = new([]func(T, error))
		}
		*r.calls = append(*r.calls, f)
	}
	r.mu.Unlock()
	if ready {
		r.call(f)
	}
}

func (r *AsyncResult[T]) call(f func(T, error)) {
	go r.job.pool.output.callSafely("OnDone", func() { f(r.value, r.err) })
}

// set makes the result ready. It is called once.
func (r *AsyncResult[T]) set(value T, err error) {
	r.value, r.err = value, err
	r.mu.Lock()
	r.ready.Store(true)
	if r.done != nil {
		close(r.done)
	}
	calls := r.calls
	r.calls = nil
	r.mu.Unlock()
	if calls == nil {
		return
	}
	for _, f := range *calls {
		r.call(f)
	}
}
