package pool

import (
	"context"
	"sync"
	"time"
)

// A direct is the engine of a goroutine worker: it calls the tasks of its chunks itself, with
// nothing encoded. Its goroutine ends when it is told to stop, or when a task that it was given
// up with returns.
type direct struct {
	pool    *Pool
	worker  *worker
	next    chan *chunk // holds one; nil: end
	stopped flag        // what runs is not wanted any more
	asked   flag        // what runs should look up
	argsMu  sync.Mutex  // see chunkRun.take

	// Guarded by the pool's mu.
	given      *chunk             // from give to wake
	lost       bool               // the pool gave the worker up
	cancelTask context.CancelFunc // of a chunk with a task timeout

	// The rest belongs to the goroutine.
	chunk    *chunk
	run      *chunkRun // nil between chunks; it is changed with the pool's mu held
	room     chunkRun  // for run
	initDone bool
}

func newDirect(p *Pool, w *worker) *direct {
	d := &direct{pool: p, worker: w, next: make(chan *chunk, 1)}
	p.mu.Lock()
	defer p.unlock()
	w.engine = d
	if w.stopping || w.ctx.Err() != nil {
		d.end()
	}
	return d
}

func (d *direct) end() {
	select {
	case d.next <- nil:
	default:
	}
}

func (d *direct) give(c *chunk) {
	c.sent = true
	d.given = c
}

func (d *direct) wake() {
	if d.given != nil {
		d.next <- d.given
		d.given = nil
	}
}

func (d *direct) jobEnded(j *job) {
	if f := d.worker.inflight; len(f) > 0 && f[0].job == j {
		d.stopped.Store(true)
		d.asked.Store(true)
		d.argsMu.Lock()
		//lint:ignore SA2001 the lock is had once the worker has done with the caller's arguments
		d.argsMu.Unlock()
	}
}

func (d *direct) stop() { d.end() }

func (d *direct) kill() {
	d.stopped.Store(true)
	d.asked.Store(true)
	d.end()
}

// abandon leaves the goroutine to itself: it cannot be killed, and ends when its task returns.
func (d *direct) abandon() bool {
	d.lost = true
	d.stopped.Store(true)
	if d.cancelTask != nil {
		d.cancelTask()
	}
	return true
}

// taskBegan is exact here. The chunk's run is read under the pool's mu, which begin holds too.
func (d *direct) taskBegan() (time.Duration, time.Duration, bool) {
	if d.run == nil {
		return 0, 0, false
	}
	at := time.Duration(d.run.taskBegan.Load())
	return at - d.pool.start.Sub(processStart), 0, at != 0
}

// loop is the worker's life. A task that calls runtime.Goexit ends the goroutine but not the
// worker: its last deferred function goes on with loop in a new goroutine.
func (d *direct) loop() {
	defer func() {
		if d.run != nil && d.run.exiting {
			go d.loop()
		}
	}()
	if !d.initialize() {
		return
	}
	if d.run != nil && d.run.exiting {
		if d.run.survivedGoexit() {
			d.run.run()
		}
		if !d.ended() {
			return
		}
	}
	for {
		if d.chunk == nil {
			d.chunk = <-d.next
		}
		if d.chunk == nil {
			break
		}
		d.begin()
		d.run.run()
		if !d.ended() {
			return
		}
	}
	d.leave()
}

func (d *direct) leave() {
	p := d.pool
	p.mu.Lock()
	defer p.unlock()
	d.worker.cancel()
	p.alive--
	p.exited(d.worker)
}

// initialize runs the initializer, if there is one, and makes the worker ready.
func (d *direct) initialize() bool {
	if d.initDone {
		return true
	}
	p := d.pool
	var result initResult
	if init := p.options.Initializer; init.batch != nil {
		run := &chunkRun{batch: init.batch(), hi: 1, stopped: &d.stopped, asked: &d.asked, owner: &result,
			ctx: &taskContext{Context: d.worker.ctx, slot: d.worker.slot.index}}
		run.runApart()
	}
	d.initDone = true
	p.mu.Lock()
	defer p.unlock()
	if result.err != nil {
		p.alive--
		p.initFailed(d.worker, result.err)
		return false
	}
	p.becameReady(d.worker)
	if p.mustGo(d.worker) {
		d.end()
		return true
	}
	d.chunk, _ = p.nextFor(d.worker)
	if d.chunk != nil {
		p.give(d.worker, d.chunk)
		d.given = nil
	}
	return true
}

// begin prepares the run of d.chunk.
func (d *direct) begin() {
	c, p := d.chunk, d.pool
	p.mu.Lock()
	defer p.unlock()
	r := &d.room
	*r = chunkRun{batch: c.batch, pos: c.offset, hi: c.offset + c.count, stopped: &d.stopped, owner: d,
		asked: &d.asked, argsMu: &d.argsMu, timed: interruptible, leased: r.leased}
	if c.job.opts.timeout > 0 {
		r.single = true
		r.batch = c.batch.detached(c.offset, c.offset+c.count)
		r.pos, r.hi = 0, c.count
	}
	d.run = r
	d.asked.Store(false)
	d.stopped.Store(c.job.ended || d.lost || p.state == poolTerminated)
	if c.batch.wantsContext() {
		ctx := c.job.tasksContext()
		if r.single {
			// One that times out must end although its job goes on.
			ctx, d.cancelTask = context.WithCancel(ctx)
		}
		r.ctx = &taskContext{Context: ctx, slot: d.worker.slot.index}
	}
}

func (d *direct) progress(r *chunkRun) bool {
	d.pool.mu.Lock()
	defer d.pool.unlock()
	return d.settleRun(r)
}

// settleRun hands over what r has finished since the last time. The pool's mu is held.
func (d *direct) settleRun(r *chunkRun) bool {
	c := d.chunk
	if d.lost {
		return false
	}
	if r.single {
		c.batch.adopt(r.batch, c.offset, c.offset+c.done, c.offset+r.pos)
		d.pool.advance(c, r.pos-c.done)
	} else {
		d.pool.advance(c, r.pos-c.offset-c.done)
	}
	return !c.job.ended
}

func (d *direct) failed(r *chunkRun, err error) bool {
	d.pool.mu.Lock()
	defer d.pool.unlock()
	if !d.settleRun(r) {
		return false
	}
	d.pool.taskFailed(d.chunk, d.worker, err)
	return !d.chunk.job.ended
}

// ended hands over the outcome of the chunk and takes the next. It is false where the worker
// was given up: another has its slot.
func (d *direct) ended() bool {
	p := d.pool
	p.mu.Lock()
	defer p.unlock()
	if d.lost {
		d.run.rest()
		d.worker.cancel()
		p.alive--
		p.settle()
		return false
	}
	d.run.rest()
	d.settleRun(d.run)
	if d.cancelTask != nil {
		d.cancelTask()
		d.cancelTask = nil
	}
	since := p.start.Sub(processStart)
	end := sinceStart()
	start := d.run.start
	if d.run.group == 0 { // it was stopped before it ran
		start = end
	}
	p.chunkEnded(d.worker, start-since, end-since)
	if d.run.leased != nil {
		d.run.leased.endLease()
	}
	d.run, d.chunk = nil, nil
	c, stay := p.nextFor(d.worker)
	if !stay {
		d.worker.stopping = true
		d.end()
	} else if c != nil {
		p.give(d.worker, c)
		d.chunk, d.given = c, nil
	}
	return true
}
