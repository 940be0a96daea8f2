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
	outcome
	value T // written before it is ready, and no value where the job gave none
}

// An outcome is what results of all types have in common. A program has one copy of its code, and
// of an AsyncResult's a copy for each type.
type outcome struct {
	job   *job
	ready atomic.Bool
	given bool // there is a value; written before ready is set, as is err
	only  bool // a caller that blocks is all who waits, once: done then holds one, and is used again
	err   error

	mu    sync.Mutex
	done  chan struct{} // nil until somebody asks, as few do of many results; guarded by mu
	calls *[]func()     // OnDone's, until ready; guarded by mu
}

// Get waits for the result. ctx bounds the waiting only: when it ends, Get returns ctx.Err() and
// the job goes on. A ready result is returned whatever ctx says.
func (r *AsyncResult[T]) Get(ctx context.Context) (T, error) {
	if err := r.wait(ctx, "Get"); err != nil {
		var none T
		return none, err
	}
	return r.get()
}

// OnDone calls f once with what Get would return, in a goroutine of its own, when the result is
// ready or now if it is. Join does not wait for it. A panic in f is printed to Options.Stderr.
func (r *AsyncResult[T]) OnDone(f func(T, error)) {
	if f == nil {
		panic(errors.New("pool: OnDone of a nil function"))
	}
	r.onDone(func() { f(r.get()) })
}

// get is for a result that is ready.
func (r *AsyncResult[T]) get() (value T, err error) {
	if r.given {
		value = r.value
	}
	return value, r.err
}

// Wait waits until the result is ready and returns nil whatever the outcome, or ctx.Err().
func (o *outcome) Wait(ctx context.Context) error { return o.wait(ctx, "Wait") }

// Ready says whether the job has ended.
func (o *outcome) Ready() bool { return o.ready.Load() }

// Successful says whether the job ended without an error, and fails with ErrNotReady before it
// has ended.
func (o *outcome) Successful() (bool, error) {
	if !o.Ready() {
		return false, ErrNotReady
	}
	return o.err == nil, nil
}

// Done returns a channel that is closed when the result is ready.
func (o *outcome) Done() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.done == nil {
		if o.only {
			o.done = o.job.pool.signal()
		} else {
			o.done = make(chan struct{})
		}
		if o.Ready() {
			o.signal()
		}
	}
	return o.done
}

// signal is the channel of a caller that blocks. Each pool has its own: in a bubble of package
// synctest, channels of another cannot be used.
func (p *Pool) signal() chan struct{} {
	select {
	case c := <-p.signals:
		return c
	default:
		return make(chan struct{}, 1)
	}
}

// maxSignals is how many channels a pool keeps. They are in no sync.Pool, which would keep the
// whole of this pool in memory for a while.
const maxSignals = 16

// signal tells who waits. It is called with mu held.
func (o *outcome) signal() {
	if o.only {
		o.done <- struct{}{}
	} else {
		close(o.done)
	}
}

// Cancel ends the job, unless it has ended, with ErrJobCanceled.
func (o *outcome) Cancel() { o.job.pool.cancelJob(o.job, ErrJobCanceled) }

func (o *outcome) wait(ctx context.Context, name string) error {
	return o.job.pool.wait(ctx, o, o.job, name)
}

// block waits for the job, and cancels it where ctx ends first: its result then says so.
func (o *outcome) block(ctx context.Context, name string) {
	if o.wait(ctx, name) != nil {
		o.job.pool.cancelJob(o.job, canceledError(ctx))
		<-o.Done()
	}
	o.mu.Lock() // whoever signals is done with the channel
	defer o.mu.Unlock()
	if o.done == nil {
		return
	}
	select {
	case <-o.done:
	default:
	}
	select {
	case o.job.pool.signals <- o.done:
	default:
	}
	o.done = nil
}

func (o *outcome) onDone(f func()) {
	o.mu.Lock()
	ready := o.Ready()
	if !ready {
		if o.calls == nil {
			o.calls = new([]func())
		}
		*o.calls = append(*o.calls, f)
	}
	o.mu.Unlock()
	if ready {
		o.call(f)
	}
}

func (o *outcome) call(f func()) { go o.job.pool.output.callSafely("OnDone", f) }

// finish makes the result ready. Its value is there, if the job gives one.
func (o *outcome) finish(err error) {
	o.err, o.given = err, o.job.gave(err)
	o.mu.Lock()
	o.ready.Store(true)
	if o.done != nil {
		o.signal()
	}
	calls := o.calls
	o.calls = nil
	o.mu.Unlock()
	if calls == nil {
		return
	}
	for _, f := range *calls {
		o.call(f)
	}
}
