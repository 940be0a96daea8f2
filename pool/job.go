package pool

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// A finisher readies the typed result of a job. It is called once, often with the pool's mu held.
type finisher interface{ finish(err error) }

// A job is one Map, Starmap, Apply or IMap as the scheduler sees it. What is typed about it is
// behind batch and finish. Every field below mu is guarded by the pool's mu.
type job struct {
	pool      *Pool
	ctx       context.Context // the caller's
	function  string
	opts      *callOptions
	chunkSize int
	share     *share       // of the function; nil until a worker beyond a link is to have a chunk
	batch     batch        // of all tasks; nil for a stream, whose chunks bring their own
	result    finisher     // of the typed result
	stream    *streamState // nil unless the job is an IMap
	total     int          // tasks; -1 while a stream may still bring more

	// mu
	id         int
	prev, succ *job  // in the pool's list of jobs
	next       int   // the first task that no chunk has taken
	only       chunk // the chunk of a job that has one
	done       int   // tasks that have ended
	accepted   bool  // not refused
	queued     bool
	waited     bool    // its caller blocks: it may send its one chunk, and receive, itself
	holder     *remote // that has the chunk of one whose caller blocks
	ended      bool
	finishLate bool          // the result waits for those who are reading
	reading    int           // goroutines that encode the caller's arguments
	err        error         // of an ended job; before, why it must be refused
	progress   *progressLoop // nil without OnProgress
	stopAfter  func() bool   // ends the watch on ctx
	rare       *rareState    // nil until needed
}

// A rareState is what few jobs need. Small calls are made by the thousand, and the collector
// looks at each: a smaller job is a faster call.
type rareState struct {
	bound     *boundConstant // nil unless the function is a Partial's
	given     []*chunk       // chunks to run before those from next: retries, and a stream's
	failures  []*TaskError
	runCtx    context.Context // of the job's tasks in this program
	cancelRun context.CancelCauseFunc
}

func (j *job) withRare() *rareState {
	if j.rare == nil {
		j.rare = &rareState{}
	}
	return j.rare
}

func (j *job) bound() *boundConstant {
	if j.rare == nil {
		return nil
	}
	return j.rare.bound
}

// given is the chunks to run before those from next.
func (j *job) given() []*chunk {
	if j.rare == nil {
		return nil
	}
	return j.rare.given
}

// A boundConstant is a Partial's constant in one job.
type boundConstant struct {
	*constant
	once sync.Once
	data []byte
	err  error
}

func (c *boundConstant) encoded() ([]byte, error) {
	c.once.Do(func() { c.data, c.err = c.encode() })
	return c.data, c.err
}

// A chunk is consecutive tasks of a job that a worker is given together.
type chunk struct {
	job          *job
	batch        batch
	first, count int           // in the job
	offset       int           // of first in batch
	attempts     int           // how many workers died holding it
	done         int           // tasks from first whose outcome has arrived
	cost         time.Duration // that its worker's load counts for it
	bytes        int           // that crossed for it, both ways
	given        time.Duration // when it was given to a worker beyond a link, since New
	watch        *time.Timer   // of the task timeout; stopped when the worker lets go of it
	solo         bool          // shares no frame: a worker died holding it and others
	sent         bool          // it may have reached the worker
	heard        bool          // the worker has spoken of it
	suspect      bool          // overdue at the last look; any sign of life clears it
}

func (c *chunk) left() int { return c.count - c.done }

// rest is what a worker that ended leaves of c, less its first skip tasks.
func (c *chunk) rest(skip int) *chunk {
	n := c.done + skip
	return &chunk{job: c.job, batch: c.batch, first: c.first + n, count: c.count - n,
		offset: c.offset + n, attempts: c.attempts}
}

// hasWork says whether take would return a chunk. Guarded by mu, as is take.
func (j *job) hasWork() bool {
	return len(j.given()) > 0 || (j.batch != nil && j.next < j.total)
}

func (j *job) take() *chunk {
	if given := j.given(); len(given) > 0 {
		c := given[0]
		j.rare.given = slices.Delete(given, 0, 1)
		return c
	}
	n := min(j.chunkSize, j.total-j.next)
	c := &j.only
	if n < j.total {
		c = new(chunk)
	}
	*c = chunk{job: j, batch: j.batch, first: j.next, count: n, offset: j.next}
	j.next += n
	return c
}

// queuedChunks is how many chunks take has yet to return.
func (j *job) queuedChunks() int {
	n := len(j.given())
	if j.batch != nil {
		n += (j.total - j.next + j.chunkSize - 1) / j.chunkSize
	}
	return n
}

// tasksContext is the context that the job's tasks run under in this program.
func (j *job) tasksContext() context.Context {
	r := j.withRare()
	if r.runCtx == nil {
		r.runCtx, r.cancelRun = context.WithCancelCause(context.Background())
		if j.ended {
			r.cancelRun(j.err)
		}
	}
	return r.runCtx
}

// gave says whether a job that ends with err gives results all the same.
func (j *job) gave(err error) bool {
	return err == nil || j.opts.keepGoing && j.total > 0 && j.allRan()
}

// goesOn says whether the job outlives a task that fails.
func (j *job) goesOn() bool { return j.opts.keepGoing || j.stream != nil }

// sortedFailures is what KeepGoing's job returns: every failure, in the order of the tasks.
func (j *job) sortedFailures() error {
	if j.rare == nil || len(j.rare.failures) == 0 {
		return nil
	}
	failures := j.rare.failures
	slices.SortFunc(failures, func(a, b *TaskError) int { return cmp.Compare(a.Index, b.Index) })
	errs := make([]error, len(failures))
	for i, e := range failures {
		errs[i] = e
	}
	return errors.Join(errs...)
}

// canceledError is what a job fails with when its context has ended.
func canceledError(ctx context.Context) error {
	err := ctx.Err()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, err) {
		err = because(err, cause)
	}
	return because(ErrJobCanceled, err)
}
