package pool

import (
	"context"
	"unsafe"
)

// A batch is the typed half of a job: arguments, results and the function between them. The rest
// of the package deals in batches and indices and knows no type. The parent has one for a Map
// and one for each chunk of an IMap; a worker beyond a link has one for each chunk.
type batch interface {
	// run runs tasks lo to hi-1 and counts each that finished in *pos, which starts at lo. It
	// stops at the first that fails, with its error, and without one when what asks for it.
	run(ctx context.Context, lo, hi int, pos *int, asked *flag) error
	// wantsContext says whether run looks at its ctx.
	wantsContext() bool
	// quick says that tasks may be worth running without a look at the clock after each: the
	// function takes no context, and encoding a result is a copy of memory.
	quick() bool
	// memory is where the results lie and the size of one, or nil where they are not plain memory.
	memory() (unsafe.Pointer, uintptr)

	encodeArgs(w *writer, lo, hi int) (n int, err error)
	encodeResults(w *writer, lo, hi int) (n int, err error)
	decodeResults(data []byte, lo, n int) (bad []itemError, err error)

	// lease returns a batch like this with a copy of the arguments lo to hi-1, made in the memory
	// of into, the last lease, where that is of the same type. It returns nil where the arguments
	// are not the caller's, who may change them as soon as the job has ended.
	lease(lo, hi int, into batch) batch
	// endLease lets go of the arguments.
	endLease()

	// detached returns a batch of the same tasks with results of its own, so that a worker
	// that was given up cannot write to those of the job.
	detached(lo, hi int) batch
	// adopt takes over the results lo to hi-1 of a detached batch; offset is its lo.
	adopt(from batch, offset, lo, hi int)
}

// An itemError is the failure to encode or decode one item of a list.
type itemError struct {
	index int
	err   error
}
