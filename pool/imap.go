package pool

import (
	"context"
	"iter"
	"sync"
	"time"
	"unsafe"
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
		s := newStream(ctx, p, f.fn, opts, ordered, func(result unsafe.Pointer, err error) bool {
			var r R
			if result != nil {
				r = *(*R)(result)
			}
			return yield(r, err)
		})
		if !s.begin() {
			return
		}
		defer s.end() // a break or a panic; else the job has ended
		for a := range args {
			*(*A)(s.place()) = a
			if !s.added() {
				return
			}
		}
		s.endInput()
		s.deliver()
	}
}

// A stream is an IMap in progress. It belongs to the goroutine that ranges.
type stream struct {
	job     job
	state   streamState
	pool    *Pool
	fn      *calling
	yield   func(result unsafe.Pointer, err error) bool // of nil a zero
	ordered bool
	fixed   bool // the chunk size is the caller's
	refused error
	done    chan struct{} // closed when the job is finished

	fillMu  sync.Mutex
	filling *portion   // items that have yet to be submitted; guarded by fillMu
	order   []*portion // not yet yielded to the end; in order
	ready   []arrival  // unordered: what can be yielded
	spare   []*portion
	taken   []arrival // room for takeArrivals
	input   bool      // there may be more
	items   int       // pulled
	yielded int
	target  int // items of the next chunk
}

func newStream(ctx context.Context, p *Pool, f *calling, opts []CallOption, ordered bool, yield func(unsafe.Pointer, error) bool) *stream {
	s := &stream{pool: p, fn: f, yield: yield, ordered: ordered, done: make(chan struct{}), input: true, target: 1}
	s.state.wake = make(chan struct{}, 1)
	j := &s.job
	j.pool, j.total, j.stream, j.result = p, -1, &s.state, s
	if f == nil {
		j.refuseZero(ctx, opts)
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

// begin submits the job. It is false where that is refused, which is then yielded.
func (s *stream) begin() bool {
	s.pool.submit(&s.job)
	if !s.job.accepted {
		s.yield(nil, s.refused)
		return false
	}
	s.pool.watchContext(&s.job)
	return true
}

func (s *stream) end() { s.pool.cancelJob(&s.job, ErrJobCanceled) }

func (s *stream) finish(err error) {
	s.refused = err
	close(s.done)
}

// place is where the next item of the input goes. The scheduler is kept from the portion until
// added is called, right behind that.
func (s *stream) place() unsafe.Pointer {
	s.fillMu.Lock()
	if s.filling == nil {
		s.filling = s.newPortion()
		s.order = append(s.order, s.filling)
	}
	return s.filling.place()
}

// added counts the item in its place, submits what makes a chunk, and yields what there is. Where a
// worker is idle, one item makes a chunk; else the scheduler fetches what there is when a worker
// becomes idle: see offer. It is false when the iteration is over early.
func (s *stream) added() bool {
	c := s.filling
	c.count++
	s.items++
	full := c.count >= s.target || !s.fixed && s.pool.anyIdle.Load()
	s.fillMu.Unlock()
	if full {
		s.submit()
	}
	return s.deliver()
}

func (s *stream) newPortion() *portion {
	var c *portion
	if n := len(s.spare); n > 0 {
		c, s.spare = s.spare[n-1], s.spare[:n-1]
	}
	if c == nil {
		c = &portion{list: list{fn: s.fn}}
	}
	c.first = s.items
	return c
}

// offer gives the scheduler, which holds the pool's mu, the items that have been pulled so far.
func (s *stream) offer() *chunk {
	s.fillMu.Lock()
	defer s.fillMu.Unlock()
	c := s.filling
	if c == nil {
		return nil
	}
	s.filling = nil
	if c.room.n < c.count {
		c.room = s.fn.result.make(c.own.n)
	}
	c.args, c.results = s.fn.with(c.own.cut(0, c.count)), c.room.cut(0, c.count)
	return &chunk{job: &s.job, batch: c, first: c.first, count: c.count}
}

func (s *stream) submit() {
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
func (s *stream) endInput() {
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
