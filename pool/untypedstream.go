package pool

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// An UntypedStream is an IMap of a function of one argument, into which arguments are pushed as
// they come and out of which outcomes are taken as they arrive, in any order. It holds what was
// added and not taken: whoever adds keeps that bounded. It must be ended or canceled, and is done
// when Next says so.
type UntypedStream struct {
	fn    Untyped
	pool  *Pool
	job   job
	state streamState
	fixed bool          // the chunk size is the caller's
	err   error         // of the job; written before done is closed
	done  chan struct{} // closed when the job is finished

	mu      sync.Mutex
	pending []*untypedBatch // the items of them from taken on wait; guarded by mu
	taken   int             // of pending[0]; guarded by mu
	waiting int             // items; guarded by mu
	items   int             // added; guarded by mu
	target  int             // items of the next chunk; guarded by mu
}

// An Outcome is the results of consecutive tasks of a stream, or the error of one.
type Outcome struct {
	First   int // the first task's number in the stream
	Results List
	Err     *TaskError
}

// Stream begins a stream whose items are of a form. Its job ends with ctx.
func (u Untyped) Stream(ctx context.Context, p *Pool, form Form, opts ...CallOption) *UntypedStream {
	s := &UntypedStream{fn: u, pool: p, done: make(chan struct{}), target: 1}
	s.state.wake = make(chan struct{}, 1)
	j := &s.job
	j.pool, j.total, j.stream, j.result = p, -1, &s.state, s
	none := []List{{Form: form}}
	if u.fn == nil {
		j.prepare(ctx, "", nil, opts)
	} else {
		j.prepare(ctx, u.fn.name, u.constant(none), opts)
	}
	if err := u.check(none); err != nil && j.err == nil {
		j.err = err
	}
	if j.chunkSize > 0 {
		s.fixed, s.target = true, j.chunkSize
	} else {
		s.state.offer = s.offer
	}
	p.submit(j)
	p.watchContext(j)
	return s
}

func (s *UntypedStream) finish(err error) {
	s.err = err
	close(s.done)
}

// Add adds items. Those that do not fill a chunk wait until a worker is idle; with ChunkSize they
// become a chunk of their own.
func (s *UntypedStream) Add(args List) error {
	b, err := s.fn.newBatch([]List{args})
	if err != nil {
		return err
	}
	if want, err := s.job.constantForm(); err != nil || want != b.forms {
		return fmt.Errorf("pool: items of the form %q for a stream of %q", b.forms, want)
	}
	if b.count == 0 {
		return nil
	}
	s.mu.Lock()
	b.first = s.items
	s.items += b.count
	s.waiting += b.count
	s.pending = append(s.pending, b)
	s.mu.Unlock()
	s.submit()
	return nil
}

// constantForm is the form that workers were told.
func (j *job) constantForm() (string, error) {
	data, err := j.bound().encoded()
	return string(data), err
}

// submit queues every full chunk, and what idle workers can take.
func (s *UntypedStream) submit() {
	p, j := s.pool, &s.job
	p.mu.Lock()
	defer p.unlock()
	for !j.ended && (s.isFull() || len(p.idle) > 0) {
		c := s.offer()
		if c == nil {
			return
		}
		rare := j.withRare()
		rare.given = append(rare.given, c)
		p.emit(Event{Kind: ChunkQueued, Job: j.id, Worker: -1, Function: j.function, First: c.first, Count: c.count})
		p.queue.push(j)
		p.assign()
	}
}

func (s *UntypedStream) isFull() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting >= s.target || s.fixed && s.waiting > 0
}

// offer makes a chunk of the items that wait. The scheduler, which holds the pool's mu, calls it
// too, when a worker becomes idle.
func (s *UntypedStream) offer() *chunk {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting == 0 {
		return nil
	}
	b := s.pending[0]
	n := min(s.target, b.count-s.taken)
	c := &chunk{job: &s.job, batch: b, first: b.first + s.taken, count: n, offset: s.taken}
	s.waiting -= n
	if s.taken += n; s.taken == b.count {
		s.pending, s.taken = s.pending[1:], 0
	}
	return c
}

// End says that no more items will come.
func (s *UntypedStream) End() {
	s.mu.Lock()
	total := s.items
	s.mu.Unlock()
	p := s.pool
	p.mu.Lock()
	defer p.unlock()
	if s.job.total = total; s.job.accepted && s.job.done == total {
		p.endJob(&s.job, nil)
	}
}

// Cancel ends the job, unless it has ended, with ErrJobCanceled.
func (s *UntypedStream) Cancel() { s.pool.cancelJob(&s.job, ErrJobCanceled) }

// Next waits for outcomes. It returns none when the job has ended, with the error that ended it.
func (s *UntypedStream) Next() ([]Outcome, error) {
	for s.job.accepted {
		outcomes, ended := s.take()
		if len(outcomes) > 0 {
			return outcomes, nil
		}
		if ended {
			break
		}
		<-s.state.wake // its ctx, Terminate and every worker's end tell it
	}
	<-s.done
	return nil, s.err
}

func (s *UntypedStream) take() (outcomes []Outcome, ended bool) {
	p := s.pool
	p.mu.Lock()
	arrivals, perTask, ended := s.state.arrivals, s.state.perTask, s.state.ended
	s.state.arrivals = nil
	p.unlock()
	s.adapt(perTask)
	for _, a := range arrivals {
		b := a.batch.(*untypedBatch)
		o := Outcome{First: b.first + a.first, Err: a.failure}
		if a.failure == nil {
			o.Results = b.list(a.first, a.first+a.n)
		}
		outcomes = append(outcomes, o)
	}
	return outcomes, ended
}

// adapt sets the size of the next chunk as IMap does.
func (s *UntypedStream) adapt(perTask time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.fixed {
		most := max(1, windowItems/(windowChunks*s.pool.size))
		s.target = max(1, min(int(streamChunkTime/max(perTask, 1)), most, 2*s.target))
	}
}
