package pool

import (
	"context"
	"errors"
	"sync"
)

// An AsyncResult is the result of a job that may still run. All its methods may be called from
// any goroutine, any number of times.
type AsyncResult[T any] struct {
	job   *job
	pool  *Pool
	done  chan struct{}
	value T     // written before done is closed
	err   error // written before done is closed

	mu    sync.Mutex
	calls []func(T, error) // OnDone's, until done; guarded by mu
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
	return r.pool.wait(ctx, r.done, r.job.id, name)
}

// Ready says whether the job has ended.
func (r *AsyncResult[T]) Ready() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

// Successful says whether the job ended without an error, and fails with ErrNotReady before it
// has ended.
func (r *AsyncResult[T]) Successful() (bool, error) {
	if !r.Ready() {
		return false, ErrNotReady
	}
	return r.err == nil, nil
}

// Done returns a channel that is closed when the result is ready.
func (r *AsyncResult[T]) Done() <-chan struct{} { return r.done }

// Cancel ends the job, unless it has ended, with ErrJobCanceled.
func (r *AsyncResult[T]) Cancel() { r.pool.cancelJob(r.job, ErrJobCanceled) }

// OnDone calls f once with what Get would return, in a goroutine of its own, when the result is
// ready or now if it is. Join does not wait for it. A panic in f is printed to Options.Stderr.
func (r *AsyncResult[T]) OnDone(f func(T, error)) {
	if f == nil {
		panic(errors.New("pool: OnDone of a nil function"))
	}
	r.mu.Lock()
	ready := r.Ready()
	if !ready {
		r.calls = append(r.calls, f)
	}
	r.mu.Unlock()
	if ready {
		r.call(f)
	}
}

func (r *AsyncResult[T]) call(f func(T, error)) {
	go r.pool.output.callSafely("OnDone", func() { f(r.value, r.err) })
}

// set makes the result ready. It is called once.
func (r *AsyncResult[T]) set(value T, err error) {
	r.value, r.err = value, err
	r.mu.Lock()
	close(r.done)
	calls := r.calls
	r.calls = nil
	r.mu.Unlock()
	for _, f := range calls {
		r.call(f)
	}
}
