package pool

import (
	"errors"
	"fmt"
	"time"
)

// A CallOption changes how one job runs.
type CallOption func(*callOptions)

type callOptions struct {
	chunkSize int // 0: the job's default
	keepGoing bool
	retries   int
	timeout   time.Duration // 0: none
	progress  func(done, total int)
	err       error
}

// ChunkSize sets how many consecutive tasks a worker is given at once. The default for Map and
// Starmap is Python's, ceil(n / (4 x workers)); IMap begins at 1 and adapts. A size below 1 fails
// the job.
func ChunkSize(n int) CallOption {
	return func(o *callOptions) {
		if n <= 0 {
			o.reject(fmt.Errorf("pool: chunk size %d, want 1 or more", n))
		}
		o.chunkSize = n
	}
}

// KeepGoing runs every task whatever fails. The results then have full length, with zeros where
// a task failed, and the error joins every *TaskError in the order of the tasks.
func KeepGoing() CallOption {
	return func(o *callOptions) { o.keepGoing = true }
}

// Retries says how often tasks whose worker died are given to another worker. The default is 0:
// a task is not run twice unless one says that it may be.
func Retries(n int) CallOption {
	return func(o *callOptions) {
		if n < 0 {
			o.reject(fmt.Errorf("pool: %d retries, want 0 or more", n))
		}
		o.retries = n
	}
}

// TaskTimeout bounds each task. One that runs longer loses its worker and fails with
// ErrTaskTimeout; it is not retried. A goroutine cannot be killed: its context ends, its worker is
// replaced, and Join waits for it. Tasks with a timeout are timed one by one, which costs about
// 0.1 µs each, and a worker in another process or Web Worker hands over every result by itself.
func TaskTimeout(d time.Duration) CallOption {
	return func(o *callOptions) {
		if d <= 0 {
			o.reject(fmt.Errorf("pool: task timeout %v, want more than 0", d))
		}
		o.timeout = d
	}
}

// OnProgress calls f with the number of finished tasks as it rises, and with (n, n) before the
// job ends successfully. Calls are never concurrent. total is -1 while it is unknown (IMap).
func OnProgress(f func(done, total int)) CallOption {
	return func(o *callOptions) {
		if f == nil {
			o.reject(errors.New("pool: OnProgress of a nil function"))
		}
		o.progress = f
	}
}

func (o *callOptions) reject(err error) {
	if o.err == nil {
		o.err = err
	}
}

// noOptions is what every job without options shares.
var noOptions callOptions

func newCallOptions(opts []CallOption) *callOptions {
	if len(opts) == 0 {
		return &noOptions
	}
	o := new(callOptions)
	for _, f := range opts {
		f(o)
	}
	return o
}
