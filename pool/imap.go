package pool

import (
	"context"
	"iter"
	"sync"
	"sync/atomic"
	"time"
)

// IMap calls f on the items of args as they come and yields the results in their order. It reads
// ahead by a window of 4 chunks a worker and at most 1024 items, and pulls its input in the
// goroutine that ranges. A task that fails yields its *TaskError in its place, and the iteration
// goes on; a break ends the job. The job begins when ranging begins, and each range is a job of
// its own; one that is refused, canceled or terminated yields its error last.
func IMap[A, R any](ctx context.Context, p *Pool, f Function[A, R], args iter.Seq[A], opts ...CallOption) iter.Seq2[R, error] {
	return imap(ctx, p, f, args, opts, true)
}

// IMapUnordered is IMap that yields results as they arrive.
func IMapUnordered[A, R any](ctx context.Context, p *Pool, f Function[A, R], args iter.Seq[A], opts ...CallOption) iter.Seq2[R, error] {
	return imap(ctx, p, f, args, opts, false)
}

const (
	windowChunks = 4    // a worker
	windowItems  = 1024 // in all
	// streamChunk is the time that an adapted chunk should take.
	streamChunkTime = 200 * time.Microsecond
)

func imap[A, R any](ctx context.Context, p *Pool, f Function[A, R], args iter.Seq[A], opts []CallOption, ordered bool) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		s := newStream(ctx, p, f, opts, ordered)
		p.submit(&s.job)
		if !s.job.accepted {
			var zero R
			yield(zero, s.refused)
			return
		}
		p.watchContext(&s.job)
		defer p.cancelJob(&s.job, ErrJobCanceled) // a break or a panic; else the job has ended
		for a := range args {
			s.add(a)
			if !s.deliver(yield) {
				return
			}
		}
		s.endInput()
		s.deliver(yield)
	}
}

// A stream is an IMap in progress. It belongs to the goroutine that ranges.
type stream[A, R any] struct {
	job     job
	state   streamState
	pool    *Pool
	fn      *unary[A, R]
	ordered bool
	fixed   bool // the chunk size is the caller's
	refused error
	done    chan struct{} // closed when the job is finished

	fillMu  sync.Mutex
	filling *portion[A, R]   // items that have yet to be submitted; guarded by fillMu
	order   []*portion[A, R] // not yet yielded to the end; in order
	ready   []arrival        // unordered: what can be yielded
	spare   []*portion[A, R]
	taken   []arrival // room for takeArrivals
	input   bool      // there may be more
	items   int       // pulled
	yielded int
	target  int // items of the next chunk
}

// A portion is one chunk of a stream with its results.
type portion[A, R any] struct {
	list[A, R]
	first    int         // index of its first task in the job
	arrived  int         // tasks from the first whose outcome is here
	taken    int         // of them, yielded
	failures []itemError // in order of index
	// Its worker died, and a goroutine may still be about to send it: it is not used again.
	// Guarded by the pool's mu until its last result has arrived.
	lost bool
}

func (c *portion[A, R]) workerDied() { c.lost = true }

// A streamState is what the scheduler tells a stream. It is guarded by the pool's mu.
type streamState struct {
	offer    func() *chunk // what has been pulled and not submitted; nil where chunks must be full
	news     atomic.Bool   // something below has changed
	wake     chan struct{} // holds one
	arrivals []arrival
	perTask  time.Duration // moving average, as in share
	ended    bool
	err      error
}

// An arrival is the outcome of consecutive tasks of a portion: their results, or one's failure.
type arrival struct {
	batch    batch
	first, n int
	failure  *TaskError
}

func (s *streamState) tell() {
	s.news.Store(true)
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *streamState) deliver(b batch, first, n int, failure *TaskError) {
	s.arrivals = append(s.arrivals, arrival{b, first, n, failure})
	s.tell()
}

func (s *streamState) end(err error) {
	s.ended, s.err = true, err
	s.tell()
}

func (s *streamState) noteChunk(tasks int, d time.Duration) {
	if tasks > 0 {
		s.perTask += (d/time.Duration(tasks) - s.perTask) / 4
	}
}

func newStream[A, R any](ctx context.Context, p *Pool, f Function[A, R], opts []CallOption, ordered bool) *stream[A, R] {
	s := &stream[A, R]{pool: p, fn: f.unary, ordered: ordered, done: make(chan struct{}), input: true, target: 1}
	s.state.wake = make(chan struct{}, 1)
	j := &s.job
	j.pool, j.total, j.stream, j.result = p, -1, &s.state, s
	if err := checkFunction(f); err != nil {
		j.prepare(ctx, "", nil, opts)
		j.err = err
		return s
	}
	j.prepare(ctx, f.name, f.constant, opts)
	if n := j.chunkSize; n > 0 {
		s.fixed, s.target = true, min(n, windowItems)
	} else {
		s.state.offer = s.offer
	}
	return s
}

func (s *stream[A, R]) finish(err error) {
	s.refused = err
	close(s.done)
}

// add takes one item of the input, and submits what makes a chunk. Where a worker is idle, one
// item does; else the scheduler fetches what there is when a worker becomes idle: see offer.
func (s *stream[A, R]) add(a A) {
	s.fillMu.Lock()
	if s.filling == nil {
		s.filling = s.newPortion()
		s.order = append(s.order, s.filling)
	}
	s.filling.args = append(s.filling.args, a)
	s.items++
	full := len(s.filling.args) >= s.target || !s.fixed && s.pool.anyIdle.Load()
	s.fillMu.Unlock()
	if full {
		s.submit()
	}
}

func (s *stream[A, R]) newPortion() *portion[A, R] {
	c := &portion[A, R]{list: list[A, R]{fn: s.fn}}
	if n := len(s.spare); n > 0 {
		c = s.spare[n-1]
		s.spare = s.spare[:n-1]
	}
	c.first = s.items
	return c
}

// offer gives the scheduler, which holds the pool's mu, the items that have been pulled so far.
func (s *stream[A, R]) offer() *chunk {
	s.fillMu.Lock()
	defer s.fillMu.Unlock()
	c := s.filling
	if c == nil {
		return nil
	}
	s.filling = nil
	n := len(c.args)
	if cap(c.results) < n {
		c.results = make([]R, n)
	}
	c.results = c.results[:n]
	return &chunk{job: &s.job, batch: c, first: c.first, count: n}
}

func (s *stream[A, R]) submit() {
	p, j := s.pool, &s.job
	p.mu.Lock()
	defer p.unlock()
	if j.ended {
		return
	}
	if c := s.offer(); c != nil {
		rare := j.withRare()
		rare.given = append(rare.given, c)
		p.emit(Event{Kind: ChunkQueued, Job: j.id, Worker: -1, Function: j.function, First: c.first, Count: c.count})
		p.queue.push(j)
		p.assign()
	}
}

// endInput tells the scheduler how many tasks the job has in all.
func (s *stream[A, R]) endInput() {
	s.submit()
	s.input = false
	p := s.pool
	p.mu.Lock()
	defer p.unlock()
	s.job.total = s.items
	if s.job.done == s.job.total {
		p.endJob(&s.job, nil)
	}
}

// deliver yields what has arrived, and waits for more while the window is full or, at the end of
// the input, until all is yielded. It is false when the iteration is over early.
func (s *stream[A, R]) deliver(yield func(R, error) bool) bool {
	for {
		if err := s.takeNews(); err != nil {
			var zero R
			yield(zero, err)
			return false
		}
		if !s.yieldReady(yield) {
			return false
		}
		switch {
		case s.input && !s.windowFull():
			return true
		case !s.input && s.yielded == s.items:
			if s.job.progress != nil {
				<-s.done
			}
			return true
		default:
			s.wait()
		}
	}
}

func (s *stream[A, R]) windowFull() bool {
	return s.items-s.yielded >= windowItems || len(s.order) >= windowChunks*s.pool.size
}

func (s *stream[A, R]) wait() {
	if s.state.news.Load() {
		return
	}
	if s.pool.events != nil {
		name := "IMap"
		if !s.ordered {
			name = "IMapUnordered"
		}
		s.pool.callerEvent(CallerBlocked, s.job.id, name)
		defer s.pool.callerEvent(CallerResumed, s.job.id, name)
	}
	<-s.state.wake // its ctx, Terminate and every worker's end tell it
}

// takeNews takes over what the scheduler told. Its error ends the iteration.
func (s *stream[A, R]) takeNews() error {
	if !s.state.news.Load() {
		return nil
	}
	p := s.pool
	p.mu.Lock()
	s.state.news.Store(false)
	s.taken, s.state.arrivals = s.state.arrivals, s.taken[:0]
	perTask, ended, err := s.state.perTask, s.state.ended, s.state.err
	p.unlock()
	for _, a := range s.taken {
		s.arrive(a)
	}
	clear(s.taken)
	if !s.fixed {
		s.adapt(perTask)
	}
	if ended {
		return err
	}
	return nil
}

// adapt sets the size of the next chunk: at most twice the last, so that all chunks of a window
// of small tasks take a worker about streamChunkTime each.
func (s *stream[A, R]) adapt(perTask time.Duration) {
	most := max(1, windowItems/(windowChunks*s.pool.size))
	want := int(streamChunkTime / max(perTask, 1))
	s.target = max(1, min(want, most, 2*s.target))
}

func (s *stream[A, R]) arrive(a arrival) {
	c := a.batch.(*portion[A, R])
	c.arrived += a.n
	if s.ordered {
		if a.failure != nil {
			c.failures = append(c.failures, itemError{a.first, a.failure})
		}
		return
	}
	s.ready = append(s.ready, a)
}

// yieldReady yields all that can be yielded now. It is false when the consumer wants no more.
func (s *stream[A, R]) yieldReady(yield func(R, error) bool) bool {
	if s.ordered {
		return s.yieldInOrder(yield)
	}
	for i := 0; i < len(s.ready); i++ {
		a := s.ready[i]
		c := a.batch.(*portion[A, R])
		for k := range a.n {
			var r R
			var err error
			if a.failure != nil {
				err = a.failure
			} else {
				r = c.results[a.first+k]
			}
			s.yielded++
			c.taken++
			if !yield(r, err) {
				return false
			}
		}
		if c.taken == len(c.args) {
			s.remove(c)
		}
	}
	clear(s.ready)
	s.ready = s.ready[:0]
	return true
}

func (s *stream[A, R]) yieldInOrder(yield func(R, error) bool) bool {
	for len(s.order) > 0 {
		c := s.order[0]
		for c.taken < c.arrived {
			i := c.taken
			c.taken++
			s.yielded++
			var r R
			var err error
			if len(c.failures) > 0 && c.failures[0].index == i {
				err = c.failures[0].err
				c.failures = c.failures[1:]
			} else {
				r = c.results[i]
			}
			if !yield(r, err) {
				return false
			}
		}
		if c.taken < len(c.args) || s.isFilling(c) {
			return true
		}
		s.remove(c)
	}
	return true
}

func (s *stream[A, R]) isFilling(c *portion[A, R]) bool {
	s.fillMu.Lock()
	defer s.fillMu.Unlock()
	return s.filling == c
}

// remove frees a portion that has been yielded to its end, for use again.
func (s *stream[A, R]) remove(c *portion[A, R]) {
	for i, o := range s.order {
		if o == c {
			s.order = append(s.order[:i], s.order[i+1:]...)
			break
		}
	}
	if c.lost {
		return
	}
	clear(c.args)
	clear(c.results)
	c.args, c.results = c.args[:0], c.results[:0]
	c.arrived, c.taken, c.failures = 0, 0, nil
	s.spare = append(s.spare, c)
}
