package pool_test

import (
	"context"
	"io"
	"iter"
	"testing"
	"time"

	"poolground/pool"
)

// The exported API, as DESIGN.md has it: this file compiles only while it holds. Generic functions
// are named by one of their instances.
type (
	a  = string
	b2 = float64
	r  = []int
)

var (
	_ func(string, func(a) r) pool.Function[a, r]                                    = pool.Func[a, r]
	_ func(string, func(context.Context, a) (r, error)) pool.Function[a, r]          = pool.FuncE[a, r]
	_ func(string, func(a, b2) r) pool.Function2[a, b2, r]                           = pool.Func2[a, b2, r]
	_ func(string, func(context.Context, a, b2) (r, error)) pool.Function2[a, b2, r] = pool.Func2E[a, b2, r]
	_ func(string, func() r) pool.Function[int, r]                                   = pool.Func0[r]
	_ func(pool.Function2[a, b2, r], a) pool.Function[b2, r]                         = pool.Partial[a, b2, r]
	_ func(pool.Function2[a, b2, r], b2) pool.Function[a, r]                         = pool.PartialRight[a, b2, r]
	_ func(pool.Function[a, r], a) pool.Call                                         = pool.Bind[a, r]

	_ func(context.Context, pool.Options) (*pool.Pool, error) = pool.New
	_ func(*pool.Pool) int                                    = (*pool.Pool).Workers
	_ func(*pool.Pool)                                        = (*pool.Pool).Close
	_ func(*pool.Pool, context.Context) error                 = (*pool.Pool).Join
	_ func(*pool.Pool)                                        = (*pool.Pool).Terminate
	_ func(*pool.Pool) pool.Stats                             = (*pool.Pool).Stats
	_ func() int                                              = pool.CPUCount
	_ func() pool.Backend                                     = pool.Goroutines
	_ func()                                                  = pool.ServeIfWorker

	_ func(context.Context, *pool.Pool, pool.Function[a, r], []a, ...pool.CallOption) ([]r, error)                             = pool.Map[a, r]
	_ func(context.Context, *pool.Pool, pool.Function[a, r], []a, ...pool.CallOption) *pool.AsyncResult[[]r]                   = pool.MapAsync[a, r]
	_ func(context.Context, *pool.Pool, pool.Function2[a, b2, r], iter.Seq2[a, b2], ...pool.CallOption) ([]r, error)           = pool.Starmap[a, b2, r]
	_ func(context.Context, *pool.Pool, pool.Function2[a, b2, r], iter.Seq2[a, b2], ...pool.CallOption) *pool.AsyncResult[[]r] = pool.StarmapAsync[a, b2, r]
	_ func(context.Context, *pool.Pool, pool.Function[a, r], a, ...pool.CallOption) (r, error)                                 = pool.Apply[a, r]
	_ func(context.Context, *pool.Pool, pool.Function[a, r], a, ...pool.CallOption) *pool.AsyncResult[r]                       = pool.ApplyAsync[a, r]
	_ func(context.Context, *pool.Pool, pool.Function[a, r], iter.Seq[a], ...pool.CallOption) iter.Seq2[r, error]              = pool.IMap[a, r]
	_ func(context.Context, *pool.Pool, pool.Function[a, r], iter.Seq[a], ...pool.CallOption) iter.Seq2[r, error]              = pool.IMapUnordered[a, r]
	_ func([]a, []b2) iter.Seq2[a, b2]                                                                                         = pool.Zip[a, b2]
	_ func(int, int) []int                                                                                                     = pool.Range
	_ func(context.Context) int                                                                                                = pool.Worker

	_ func(int) pool.CallOption                   = pool.ChunkSize
	_ func() pool.CallOption                      = pool.KeepGoing
	_ func(int) pool.CallOption                   = pool.Retries
	_ func(time.Duration) pool.CallOption         = pool.TaskTimeout
	_ func(func(done, total int)) pool.CallOption = pool.OnProgress

	_ func(*pool.AsyncResult[r], context.Context) (r, error) = (*pool.AsyncResult[r]).Get
	_ func(*pool.AsyncResult[r], context.Context) error      = (*pool.AsyncResult[r]).Wait
	_ func(*pool.AsyncResult[r]) bool                        = (*pool.AsyncResult[r]).Ready
	_ func(*pool.AsyncResult[r]) (bool, error)               = (*pool.AsyncResult[r]).Successful
	_ func(*pool.AsyncResult[r]) <-chan struct{}             = (*pool.AsyncResult[r]).Done
	_ func(*pool.AsyncResult[r])                             = (*pool.AsyncResult[r]).Cancel
	_ func(*pool.AsyncResult[r], func(r, error))             = (*pool.AsyncResult[r]).OnDone

	_ = []error{pool.ErrClosed, pool.ErrTerminated, pool.ErrNotClosed, pool.ErrNotReady, pool.ErrWorkerDied,
		pool.ErrTaskTimeout, pool.ErrNested, pool.ErrJobCanceled}
	_ error               = (*pool.TaskError)(nil)
	_                     = pool.TaskError{Function: "", Index: 0, Worker: 0, Stack: "", Err: error(nil)}
	_ func(string, error) = pool.RegisterError
	_ func(string)        = pool.RegisterErrorType[error]

	_ = pool.Options{Workers: 0, Backend: pool.Backend(nil), Initializer: pool.Call{}, MaxChunksPerWorker: 0,
		Stdout: io.Writer(nil), Stderr: io.Writer(nil), OnEvent: func(pool.Event) {}}
	_ = pool.Event{Kind: pool.EventKind(0), At: time.Duration(0), Job: 0, Worker: 0, Function: "", First: 0, Count: 0, Bytes: 0, Err: error(nil)}
	_ = []pool.EventKind{pool.JobStarted, pool.ChunkQueued, pool.ChunkStarted, pool.ChunkDone, pool.JobDone, pool.CallerBlocked,
		pool.CallerResumed, pool.WorkerStarted, pool.WorkerReady, pool.WorkerExited, pool.WorkerDied}
	_ = pool.Stats{Queued: 0, Running: 0, Workers: []pool.WorkerStats{{Chunks: 0, Tasks: 0, Started: 0, Busy: time.Duration(0)}}}

	_ interface {
		Start(ctx context.Context, slot int) (pool.Link, error)
	} = pool.Backend(nil)
	_ interface {
		Send(frame []byte) error
		Receive() ([]byte, error)
		Kill() error
	} = pool.Link(nil)
	_ func(int, []byte) []byte = pool.OutputFrame
)

func TestErrorsAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	for _, err := range []error{pool.ErrClosed, pool.ErrTerminated, pool.ErrNotClosed, pool.ErrNotReady, pool.ErrWorkerDied,
		pool.ErrTaskTimeout, pool.ErrNested, pool.ErrJobCanceled} {
		if seen[err.Error()] || err.Error()[:6] != "pool: " {
			t.Errorf("error %q", err)
		}
		seen[err.Error()] = true
	}
}

func TestServeIfWorkerDoesNothingInTheParent(*testing.T) { pool.ServeIfWorker() }
