package pool

import (
	"context"
	"runtime"
	"slices"
	"time"
)

// This file is the scheduler: which chunk goes to which worker, and what becomes of a job. Every
// function here is called with the pool's mu held, submit and cancelJob apart.

// submit gives a job to the workers, or finishes it with the error that refuses it.
func (p *Pool) submit(j *job) {
	p.mu.Lock()
	if err := p.refusal(j); err != nil {
		p.unlock()
		j.result.finish(err)
		return
	}
	j.accepted, j.id = true, p.nextJob
	p.nextJob++
	p.link(j)
	if j.stream != nil {
		p.streams = append(p.streams, j)
	}
	p.emit(Event{Kind: JobStarted, Job: j.id, Worker: -1, Function: j.function, Count: j.total})
	if j.opts.progress != nil {
		j.progress = newProgressLoop(j)
	}
	if j.total == 0 {
		p.endJob(j, nil)
	} else if j.total > 0 {
		p.enqueue(j)
	}
	p.unlock()
}

func (p *Pool) refusal(j *job) error {
	switch {
	case isTask(j.ctx):
		return ErrNested
	case p.state == poolTerminated:
		return ErrTerminated
	case p.state == poolClosed:
		return ErrClosed
	case j.err != nil:
		return j.err
	case j.ctx.Err() != nil:
		return canceledError(j.ctx)
	}
	return p.broken
}

// watchContext cancels the job when its ctx ends, for jobs whose caller does not wait.
func (p *Pool) watchContext(j *job) {
	if !j.accepted || j.ctx.Done() == nil { // refused, or without end
		return
	}
	stop := context.AfterFunc(j.ctx, func() { p.cancelJob(j, canceledError(j.ctx)) })
	p.mu.Lock()
	ended := j.ended
	j.stopAfter = stop
	p.unlock()
	if ended {
		stop()
	}
}

// letSendersRun gives the goroutines that send to workers, or are workers, their turn before the
// caller of an asynchronous job goes on to compute: on one processor they would have to wait for
// it. What is sent eagerly has been sent.
func (p *Pool) letSendersRun() {
	if runtime.GOMAXPROCS(0) == 1 && !p.eager.Load() {
		runtime.Gosched()
	}
}

// cancelJob ends a job early; it does nothing to one that has ended or was refused.
func (p *Pool) cancelJob(j *job, err error) {
	p.mu.Lock()
	defer p.unlock()
	if j.accepted {
		p.endJob(j, err)
	}
}

func (p *Pool) link(j *job) {
	if j.succ = p.jobs; j.succ != nil {
		j.succ.prev = j
	}
	p.jobs = j
}

func (p *Pool) unlink(j *job) {
	if j.prev != nil {
		j.prev.succ = j.succ
	} else {
		p.jobs = j.succ
	}
	if j.succ != nil {
		j.succ.prev = j.prev
	}
	j.prev, j.succ = nil, nil
}

func (p *Pool) enqueue(j *job) {
	if p.events != nil && j.batch != nil {
		for first := j.next; first < j.total; first += j.chunkSize {
			p.emit(Event{Kind: ChunkQueued, Job: j.id, Worker: -1, Function: j.function,
				First: first, Count: min(j.chunkSize, j.total-first)})
		}
	}
	p.queue.push(j)
	p.assign()
}

// giveAgain puts tasks that a lost worker left back in front of the queue.
func (p *Pool) giveAgain(c *chunk) {
	if c.count == 0 || c.job.ended {
		return
	}
	rare := c.job.withRare()
	rare.given = slices.Insert(rare.given, 0, c)
	p.queue.pushFront(c.job)
	p.emit(Event{Kind: ChunkQueued, Job: c.job.id, Worker: -1, Function: c.job.function, First: c.first, Count: c.count})
}

// assign gives what is queued to workers that are idle.
func (p *Pool) assign() {
	for len(p.idle) > 0 {
		c := p.queue.take()
		if c == nil {
			return
		}
		w := p.idle[len(p.idle)-1]
		p.setIdle(p.idle[:len(p.idle)-1])
		w.idle = false
		p.give(w, c)
		w.engine.wake()
	}
}

// give hands a chunk to a worker, which may be busy: see refill.
func (p *Pool) give(w *worker, c *chunk) {
	w.inflight = append(w.inflight, c)
	w.given++
	if len(w.inflight) == 1 {
		p.begin(w, c)
	}
	w.engine.give(c)
}

// begin notes that a worker turns to a chunk, as far as the parent can know.
func (p *Pool) begin(w *worker, c *chunk) {
	if p.events != nil {
		p.emit(Event{Kind: ChunkStarted, Job: c.job.id, Worker: w.slot.index, Function: c.job.function,
			First: c.first, Count: c.count})
	}
	if c.job.opts.timeout > 0 {
		p.watchTimeout(w, c)
	}
}

// advance notes that the next n tasks of a worker's first chunk have ended well.
func (p *Pool) advance(c *chunk, n int) {
	if n == 0 || c.job.ended {
		return
	}
	first := c.offset + c.done
	c.done += n
	c.suspect = false
	p.ended(c, first, n, nil)
}

// taskFailed notes that the next task of a chunk failed.
func (p *Pool) taskFailed(c *chunk, w *worker, err error) {
	j := c.job
	if j.ended {
		return
	}
	e := p.taskError(j.function, c.first+c.done, w, err)
	if !j.goesOn() {
		p.endJob(j, e)
		return
	}
	first := c.offset + c.done
	c.done++
	c.suspect = false
	if j.stream == nil {
		rare := j.withRare()
		rare.failures = append(rare.failures, e)
	}
	p.ended(c, first, 1, e)
}

// taskError says which task failed where. What a worker's stack was comes with err.
func (p *Pool) taskError(function string, index int, w *worker, err error) *TaskError {
	e := &TaskError{Function: function, Index: index, Worker: -1, Err: err}
	if w != nil {
		e.Worker = w.slot.index
	}
	switch s := err.(type) {
	case *stackedError:
		e.Err, e.Stack = s.error, s.stack
	case *panicError:
		e.Stack = s.stack
	case interface{ stack() string }: // its worker died
		e.Stack = s.stack()
	}
	return e
}

// ended counts n tasks of a job, first in their batch, whose outcome is there.
func (p *Pool) ended(c *chunk, first, n int, failure *TaskError) {
	j := c.job
	j.done += n
	if j.stream != nil {
		j.stream.deliver(c.batch, first, n, failure)
	}
	if j.progress != nil {
		j.progress.wake()
	}
	if j.done == j.total {
		p.endJob(j, j.sortedFailures())
	}
}

// chunkEnded notes that a worker is through with its first chunk, and when it ran it.
func (p *Pool) chunkEnded(w *worker, start, end time.Duration) {
	c := w.inflight[0]
	w.inflight = w.inflight[1:]
	if len(w.inflight) == 0 {
		w.inflight = w.room[:0]
	}
	if c.watch != nil {
		c.watch.Stop()
	}
	w.slot.tries = 0
	s := &w.slot.stats
	s.Chunks++
	s.Tasks += c.done
	s.Busy += end - start
	w.load -= c.cost
	if c.job.stream != nil {
		c.job.stream.noteChunk(c.done, end-start)
	}
	if p.events != nil {
		p.emit(Event{Kind: ChunkDone, Job: c.job.id, Worker: w.slot.index, Function: c.job.function, First: c.first,
			Count: c.count, Bytes: c.bytes, Err: c.job.err, Start: start, End: end})
	}
	if len(w.inflight) > 0 {
		p.begin(w, w.inflight[0])
	}
}

// endJob ends a job once: later calls do nothing. Its queue is dropped, its running tasks are
// told, its result becomes ready.
func (p *Pool) endJob(j *job, err error) {
	if j.ended {
		return
	}
	j.ended, j.err = true, err
	if j.holder != nil {
		j.holder.interrupt(j)
	}
	j.next = max(j.total, 0)
	p.unlink(j)
	if err != nil || j.bound() != nil {
		for _, s := range p.slots {
			if s.worker != nil {
				s.worker.engine.jobEnded(j)
			}
		}
	}
	if r := j.rare; r != nil {
		r.given = nil
		if r.cancelRun != nil {
			r.cancelRun(err)
		}
	}
	if j.stopAfter != nil {
		j.stopAfter()
	}
	if j.stream != nil {
		j.stream.end(err)
		p.streams = slices.DeleteFunc(p.streams, func(o *job) bool { return o == j })
	}
	p.emit(Event{Kind: JobDone, Job: j.id, Worker: -1, Function: j.function, Count: j.done, Err: err})
	p.finish(j)
	if p.state != poolOpen {
		p.settle()
	}
}

// finish makes the result of an ended job ready, as soon as nobody reads its arguments any more:
// its caller may change them then. A progress loop does so after its last call.
func (p *Pool) finish(j *job) {
	p.unfinished++
	switch {
	case j.reading > 0:
		j.finishLate = true
	case j.progress != nil:
		j.progress.end()
	default:
		p.finished(j)
	}
}

func (p *Pool) finished(j *job) {
	p.unfinished--
	j.result.finish(j.err)
}

// doneReading ends what began with an increment of reading.
func (p *Pool) doneReading(j *job) {
	p.mu.Lock()
	defer p.unlock()
	if j.reading--; j.reading == 0 && j.finishLate {
		p.unfinished--
		p.finish(j)
		p.settle()
	}
}

// nextFor is what a worker that has nothing more to do gets next: a chunk, or nil and a place
// among the idle, unless it must go.
func (p *Pool) nextFor(w *worker) (c *chunk, stay bool) {
	if p.mustGo(w) {
		return nil, false
	}
	if c := p.queue.take(); c != nil {
		return c, true
	}
	// First idle, then asked: a stream that adds an item looks the other way round.
	p.anyIdle.Store(true)
	for _, j := range p.streams {
		if j.stream.offer == nil {
			continue
		}
		if c := j.stream.offer(); c != nil {
			p.anyIdle.Store(len(p.idle) > 0)
			return c, true
		}
	}
	if !w.idle {
		w.idle = true
		p.setIdle(append(p.idle, w))
	}
	return nil, true
}

func (p *Pool) setIdle(workers []*worker) {
	p.idle = workers
	p.anyIdle.Store(len(workers) > 0)
}

// mustGo says whether a worker should end: recycled, or no longer needed.
func (p *Pool) mustGo(w *worker) bool {
	limit := p.options.MaxChunksPerWorker
	return limit > 0 && w.given >= limit || !p.needsWorkers()
}

func (p *Pool) needsWorkers() bool {
	return p.broken == nil && (p.state == poolOpen || p.state == poolClosed && p.jobs != nil)
}
