package pool

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A slot is one of the pool's N places for a worker. All of it is guarded by the pool's mu.
type slot struct {
	index  int
	worker *worker     // nil between workers
	retry  *time.Timer // nil unless a failed start waits for its next try
	tries  int         // workers that failed to start, or died idle, since one ended a chunk
	stats  WorkerStats
}

// A worker is one goroutine, process or Web Worker as the scheduler sees it: from its start until
// its engine has called exited or died. All of it is guarded by the pool's mu.
type worker struct {
	slot     *slot
	engine   engine
	ready    bool // started and initialized
	idle     bool // in the pool's list of idle workers
	stopping bool // told to end
	dying    bool // killed by Terminate
	inflight []*chunk
	room     [1]*chunk     // for inflight, so that one chunk at a time costs no allocation
	given    int           // chunks in its life
	load     time.Duration // what inflight is expected to take: see share
	ctx      context.Context
	cancel   context.CancelFunc
	killed   error // why the pool killed it, if it did
	toldAll  bool  // it died, and what it had finished has arrived
}

// An engine drives one worker. Its methods are called with the pool's mu held and do not block.
type engine interface {
	// give takes a chunk for the worker; wake comes when no more follow for now.
	give(c *chunk)
	wake()
	// jobEnded: what the worker still does for j is not wanted.
	jobEnded(j *job)
	// stop lets the worker end when it has done what it was given.
	stop()
	// kill ends the worker now.
	kill()
	// abandon gives up a worker whose task takes too long. It is true where the worker cannot be
	// killed, so that nothing will report its end.
	abandon() bool
	// taskBegan is when the worker began the task it runs, on the pool's clock, as far as the
	// parent can know, and how much later that may have been.
	taskBegan() (at time.Duration, slack time.Duration, running bool)
}

const (
	// readyTimeout is how long a worker may take from its start to its first answer.
	readyTimeout = time.Minute
	// stopTimeout is how long a worker may take to end once it was told to.
	stopTimeout = 5 * time.Second
	// brokenAfter is how many starts may fail in a row while no worker lives.
	brokenAfter = 3
	// A failed start is tried again after a pause that doubles from retryMin to retryMax.
	retryMin = 10 * time.Millisecond
	retryMax = 2 * time.Second
)

func (p *Pool) startWorker(s *slot) {
	w := &worker{slot: s}
	w.inflight = w.room[:0]
	w.ctx, w.cancel = context.WithCancel(p.ctx)
	w.engine = starting{w}
	s.worker = w
	s.stats.Started++
	s.retry = nil
	p.alive++
	p.emit(Event{Kind: WorkerStarted, Job: -1, Worker: s.index})
	go p.runWorker(w)
}

// runWorker is the life of a worker, on the goroutine that owns it.
func (p *Pool) runWorker(w *worker) {
	tooLong := time.AfterFunc(readyTimeout, func() {
		p.mu.Lock()
		defer p.unlock()
		w.killed = errStartHangs
		w.cancel()
	})
	link, err := p.backend.Start(w.ctx, w.slot.index)
	tooLong.Stop()
	if err != nil {
		p.startFailed(w, err)
		return
	}
	if _, ok := link.(*goroutineLink); ok {
		newDirect(p, w).loop()
		return
	}
	newRemote(p, w, link).loop()
}

// starting is the engine of a worker that its backend has yet to start.
type starting struct{ w *worker }

func (s starting) give(*chunk)   {}
func (s starting) wake()         {}
func (s starting) jobEnded(*job) {}
func (s starting) stop()         { s.w.cancel() }
func (s starting) kill()         { s.w.cancel() }
func (s starting) abandon() bool { return false }
func (s starting) taskBegan() (time.Duration, time.Duration, bool) {
	return 0, 0, false
}

// becameReady puts a worker to work.
func (p *Pool) becameReady(w *worker) {
	w.ready = true
	p.failed = 0
	p.emit(Event{Kind: WorkerReady, Job: -1, Worker: w.slot.index})
}

// startFailed notes a worker that never answered. It held no chunk, so that no task suffers.
func (p *Pool) startFailed(w *worker, err error) {
	p.mu.Lock()
	defer p.unlock()
	wanted := !w.stopping && (w.killed != nil || w.ctx.Err() == nil)
	if w.killed != nil {
		err = w.killed
	}
	p.leave(w)
	if !wanted {
		p.emit(Event{Kind: WorkerExited, Job: -1, Worker: w.slot.index})
		p.settle()
		return
	}
	p.emit(Event{Kind: WorkerDied, Job: -1, Worker: w.slot.index, Err: err})
	p.failed++
	w.slot.tries++
	if p.failed >= brokenAfter && !p.anyReady() && (!p.anyStarting() || p.failed >= brokenAfter*p.size) {
		p.breakDown(workerDied(because(errCannotStart, err)))
	}
	p.settle()
}

var errStartHangs = fmt.Errorf("its backend did not start it within %v", readyTimeout)

var errCannotStart = errors.New("no worker can be started")

func (p *Pool) anyReady() bool {
	return slices.ContainsFunc(p.slots, func(s *slot) bool { return s.worker != nil && s.worker.ready })
}

func (p *Pool) anyStarting() bool {
	return slices.ContainsFunc(p.slots, func(s *slot) bool { return s.worker != nil && !s.worker.ready })
}

// initFailed notes a worker whose initializer failed: so would that of any other, so the pool is
// given up.
func (p *Pool) initFailed(w *worker, err error) {
	wanted := !w.stopping && w.ctx.Err() == nil
	w.cancel()
	p.unseat(w)
	if wanted {
		p.emit(Event{Kind: WorkerDied, Job: -1, Worker: w.slot.index, Err: err})
		p.breakDown(because(workerDied(errInitializer), p.taskError(p.options.Initializer.name, -1, w, err)))
	} else {
		p.emit(Event{Kind: WorkerExited, Job: -1, Worker: w.slot.index})
	}
	p.settle()
}

var errInitializer = errors.New("the initializer failed")

// breakDown gives the pool up: no worker can be had, so every job fails with the reason.
func (p *Pool) breakDown(err error) {
	if p.broken != nil {
		return
	}
	p.broken = err
	for p.jobs != nil {
		p.endJob(p.jobs, err)
	}
}

// leave takes a worker out of its slot.
func (p *Pool) leave(w *worker) {
	w.cancel()
	p.alive--
	p.unseat(w)
}

// unseat frees a worker's slot; the worker's goroutine may still be there.
func (p *Pool) unseat(w *worker) {
	if w.slot.worker == w {
		w.slot.worker = nil
	}
	if w.idle {
		w.idle = false
		p.setIdle(slices.DeleteFunc(p.idle, func(o *worker) bool { return o == w }))
	}
}

// exited notes a worker that ended as it was told to.
func (p *Pool) exited(w *worker) {
	p.emit(Event{Kind: WorkerExited, Job: -1, Worker: w.slot.index})
	for _, c := range w.inflight { // Terminate took it from them
		if c.watch != nil {
			c.watch.Stop()
		}
	}
	w.inflight = nil // whoever is about to send one finds it gone
	p.unseat(w)
	p.settle()
}

// died notes a worker that ended on its own or was killed, and sees to the chunks it held.
func (p *Pool) died(w *worker, reason error) {
	p.emit(Event{Kind: WorkerDied, Job: -1, Worker: w.slot.index, Err: reason})
	held := w.inflight
	w.inflight = nil
	if len(held) == 0 {
		w.slot.tries++ // it was of no use: its successor may have to wait
	}
	p.unseat(w)
	for _, c := range held {
		if b, ok := c.batch.(interface{ workerDied() }); ok && c.left() > 0 {
			b.workerDied()
		}
	}
	for i := len(held) - 1; i > 0; i-- {
		p.returnChunk(held[i], !w.toldAll)
	}
	if len(held) > 0 {
		p.lostChunk(w, held[0], len(held) > 1 && held[1].sent && !w.toldAll, reason)
	}
	p.assign()
	p.settle()
}

// returnChunk queues a chunk that its worker had not begun, as far as one can tell.
func (p *Pool) returnChunk(c *chunk, solo bool) {
	if c.watch != nil {
		c.watch.Stop()
	}
	again := c.rest(0)
	again.solo = solo && c.sent
	p.giveAgain(again)
}

// lostChunk sees to the chunk that a worker died with. Where the worker had more than this one,
// none can be blamed yet: each is given again by itself, and the one that kills does so alone.
func (p *Pool) lostChunk(w *worker, c *chunk, shared bool, reason error) {
	j := c.job
	if c.watch != nil {
		c.watch.Stop()
	}
	s := &w.slot.stats
	s.Tasks += c.done
	if j.ended || c.left() == 0 {
		return
	}
	again := c.rest(0)
	switch {
	case !c.sent:
	case shared:
		again.solo = true
	case w.killed == nil && c.attempts < j.opts.retries:
		again.attempts++
	default:
		again = c.rest(1)
		if w.killed != nil {
			reason = w.killed
		} else {
			reason = lostTask{workerDied(reason), c.attempts}
		}
		p.taskFailed(c, w, reason)
	}
	p.giveAgain(again)
}

// settle starts the workers that are missing, or ends those that are no longer needed.
func (p *Pool) settle() {
	if !p.needsWorkers() {
		p.endWorkers()
	} else {
		for _, s := range p.slots {
			p.fill(s)
		}
	}
	if p.state != poolOpen && p.alive == 0 && p.jobs == nil && p.unfinished == 0 && !p.isGone {
		p.isGone = true
		if p.probe != nil {
			p.probe.Stop()
		}
		p.cancel()
		p.endEvents()
		close(p.gone)
	}
}

// fill starts the worker of an empty slot: at once, or after a pause where starts fail.
func (p *Pool) fill(s *slot) {
	if s.worker != nil || s.retry != nil {
		return
	}
	if s.tries == 0 {
		p.startWorker(s)
		return
	}
	pause := min(retryMin<<min(s.tries-1, 10), retryMax)
	s.retry = time.AfterFunc(pause, func() {
		p.mu.Lock()
		defer p.unlock()
		if s.retry != nil {
			s.retry = nil
			if p.needsWorkers() {
				p.startWorker(s)
			}
		}
	})
}

func (p *Pool) endWorkers() {
	for _, s := range p.slots {
		if s.retry != nil {
			s.retry.Stop()
			s.retry = nil
		}
		w := s.worker
		if w == nil {
			continue
		}
		if p.state == poolTerminated && !w.dying {
			w.stopping, w.dying = true, true
			w.engine.kill()
		} else if !w.stopping && len(w.inflight) == 0 {
			w.stopping = true
			w.engine.stop()
		}
		w.idle = false
	}
	p.setIdle(p.idle[:0])
}
