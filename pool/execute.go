package pool

import (
	"fmt"
	"time"
)

// An executor runs the chunks that a worker was sent, in order, and hands their outcome over. Its
// goroutine ends with the server, or when the link takes no more.
type executor struct {
	*server
	executed chan struct{} // closed at the end
	current  *served
	run      *chunkRun
	room     chunkRun      // for run
	now      time.Duration // when the clock was looked at last
	fresh    bool          // that was a moment ago
	batch    batch
	flushed  int // results of the run that are in out or sent
	never    flag
	asked    flag
	failure  error     // of the link
	will     *lastWill // nil where nobody would read it
}

func newExecutor(s *server, executed chan struct{}) *executor {
	e := &executor{server: s, executed: executed}
	if tell := currentPlatform().LastWords; tell != nil {
		e.will = newLastWill()
		tell(&e.will.words)
	}
	return e
}

// loop is the executor's life. As in direct.loop, runtime.Goexit in a task moves it to a new
// goroutine.
func (e *executor) loop() {
	defer func() {
		if e.run != nil && e.run.exiting {
			go e.loop()
			return
		}
		e.mu.Lock()
		e.roles.handBack()
		e.mu.Unlock()
		close(e.executed)
	}()
	if e.run != nil {
		if e.run.survivedGoexit() {
			e.run.run()
		}
		e.finishChunk()
	} else {
		e.greetParent()
	}
	for e.failure == nil {
		c := e.next()
		if c == nil {
			break
		}
		if c.count < 0 {
			if !e.initialize(c) {
				return // the parent, which was told why, ends the link
			}
			continue
		}
		e.begin(c)
	}
	if e.failure != nil {
		_ = e.link.Kill()
	}
}

func (e *executor) greetParent() {
	at, start := e.out.begin(recordAlive, 0)
	e.out.u32(wireMagic)
	e.out.u32(wireVersion)
	e.out.u64(uint64(sinceStart()))
	e.out.u64(uint64(time.Now().UnixNano()))
	e.out.end(at, start)
	e.flush()
}

// next returns the next chunk, and nil when no more will come or the link takes no more. Before it
// waits, and when half of what came last is done, it hands over what is finished, so that the
// parent can send more while the worker is busy with the rest.
func (e *executor) next() *served {
	e.mu.Lock()
	defer e.mu.Unlock()
	for e.failure == nil {
		if n := len(e.queue) - e.head; n > 0 && n != e.latest/2 && e.now-e.handed < handOver {
			break
		} else if e.out.size() > 0 {
			e.mu.Unlock()
			e.flush()
			e.mu.Lock()
			e.fresh = false
		} else if n > 0 {
			break
		} else if e.ended {
			return nil
		} else if e.pinged {
			e.pinged = false
			at, start := e.out.begin(recordPong, 0)
			e.out.end(at, start)
		} else {
			e.await()
			e.fresh = false
		}
	}
	if e.failure != nil {
		return nil
	}
	e.roles.turned()
	c := e.queue[e.head]
	e.queue[e.head] = nil
	if e.head++; e.head == len(e.queue) {
		e.queue, e.head = e.queue[:0], 0
	}
	return c
}

func (e *executor) flush() {
	if e.out.size() == 0 || e.failure != nil {
		return
	}
	e.sendMu.Lock()
	e.failure = e.out.sendTo(e.link)
	e.sendMu.Unlock()
	e.will.note(e)
	e.handed = e.now
}

// initialize runs the initializer's call and tells the parent how it went.
func (e *executor) initialize(c *served) bool {
	err := e.callInitializer(c)
	if err == nil {
		at, start := e.out.begin(recordReady, 0)
		e.out.end(at, start)
		e.flush()
		return true
	}
	e.flush()
	e.refuse(err)
	return false
}

// begin runs a chunk to its end.
func (e *executor) begin(c *served) {
	e.current, e.flushed = c, 0
	e.batch = nil
	if !e.fresh {
		e.now = sinceStart()
	}
	e.asked.Store(false)
	e.room = chunkRun{start: e.now, stopped: &c.owner.stop, asked: &e.asked, owner: e}
	e.run = &e.room
	if c.callable.err != nil {
		e.failAll(c, c.callable.err)
	} else if b, err := e.load(c); err != nil {
		e.failAll(c, err)
	} else {
		e.prepare(c, b)
		e.run.run()
	}
	e.finishChunk()
}

// load decodes the arguments; a panic of a user-written unmarshaler is an error.
func (e *executor) load(c *served) (b batch, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = newPanicError(v)
		}
	}()
	return c.callable.fn.load(c.payload, c.count)
}

// failAll answers every task of a chunk that cannot be run with the same error.
func (e *executor) failAll(c *served, err error) {
	e.run.hi = c.count
	for e.run.pos < c.count && e.failed(e.run, err) {
		e.run.pos++
		e.flushed = e.run.pos
	}
}

func (e *executor) prepare(c *served, b batch) {
	e.batch = b
	r := e.run
	r.batch, r.hi = b, c.count
	r.single = c.flags&flagSingle != 0
	results, size := b.memory()
	switch {
	case !b.quick():
		r.groupMax = 1
	case interruptible:
		r.timed = true
	case e.will.begin(e, c.seq, results, size):
		r.groupMax = groupMaxBlind
	default:
		r.groupMax = 1
	}
	if b.wantsContext() {
		r.ctx = e.contextOf(c)
	}
	if r.single { // the task's time counts from here, not from when its chunk was sent
		e.writeResults(0)
		e.flush()
	}
}

// progress is called by the run when a hand-over is due.
func (e *executor) progress(r *chunkRun) bool {
	e.now = r.looked
	e.writeFinished()
	e.flush()
	return e.failure == nil
}

// failed answers the run's next task with its error.
func (e *executor) failed(r *chunkRun, err error) bool {
	e.writeFinished()
	at, start := e.out.begin(recordFailed, 0)
	e.out.u32(e.current.seq)
	e.out.u32(0)
	writeError(&e.out, err)
	e.out.end(at, start)
	e.flushed = r.pos + 1
	e.will.note(e)
	return e.current.flags&flagKeepGoing != 0
}

// writeFinished appends the results that are finished and not yet written. One that cannot be
// encoded fails its task.
func (e *executor) writeFinished() {
	for e.flushed < e.run.pos {
		err := e.writeResults(e.run.pos - e.flushed)
		if err == nil {
			continue
		}
		at, start := e.out.begin(recordFailed, 0)
		e.out.u32(e.current.seq)
		e.out.u32(0)
		writeError(&e.out, err)
		e.out.end(at, start)
		e.flushed++
		e.will.note(e)
		if e.current.flags&flagKeepGoing == 0 {
			e.current.owner.stop.Store(true)
			e.flushed = e.run.pos
		}
	}
}

// writeResults appends up to n results and counts them in flushed.
func (e *executor) writeResults(n int) error {
	w := &e.out
	mark, before := w.mark(), w.size()
	at, start := w.begin(recordResults, 0)
	w.u32(e.current.seq)
	count := len(w.buf)
	w.u32(0)
	var err error
	if n > 0 {
		n, err = e.batch.encodeResults(w, e.flushed, e.flushed+n)
	}
	if w.size()-before > maxFrame {
		n, err = 0, fmt.Errorf("its result, with those of the tasks beside it, is %d bytes, over the limit of %d, so return less or use smaller chunks", w.size()-before, maxFrame)
	}
	if n == 0 && err != nil {
		w.reset(mark)
		return err
	}
	w.setU32(count, uint32(n))
	w.end(at, start)
	e.flushed += n
	e.will.note(e)
	return err
}

// finishChunk answers the chunk's end.
func (e *executor) finishChunk() {
	if e.batch != nil {
		e.writeFinished()
	}
	e.run.rest()
	w := &e.out
	at, start := w.begin(recordDone, 0)
	w.u32(e.current.seq)
	w.u32(0)
	w.u64(uint64(e.run.start))
	e.now, e.fresh = max(sinceStart(), e.run.start), true
	w.u64(uint64(e.now))
	w.end(at, start)
	e.release(e.current)
	e.will.end(e)
	e.run, e.current = nil, nil
	if w.size() >= sendSize || e.will != nil && len(w.cuts) > 0 {
		e.flush()
	}
}

var _ taskOwner = (*executor)(nil)

// callInitializer decodes and runs the call of an init record.
func (e *executor) callInitializer(c *served) error {
	b := reader{b: c.payload}
	if c.flags&flagRefuse != 0 {
		_, err := readError(&b)
		return err
	}
	bound, _ := b.u32(), b.u32()
	name, data := b.string(), b.field()
	if b.err != nil || name == "" {
		return b.err
	}
	fn, err := bindFunction(name, binding(min(bound, uint32(bindings)-1)), data)
	if err != nil {
		return err
	}
	batch, err := fn.load(b.b, 1)
	if err != nil {
		return err
	}
	o := initResult{}
	run := &chunkRun{batch: batch, hi: 1, stopped: &e.never, asked: &e.never, owner: &o,
		ctx: &taskContext{Context: e.ctx, slot: e.slot, yield: e.yield, yielded: sinceStart()}}
	run.runApart()
	return o.err
}

// An initResult is told how the initializer's one task went.
type initResult struct{ err error }

func (o *initResult) progress(*chunkRun) bool { return true }

func (o *initResult) failed(_ *chunkRun, err error) bool {
	o.err = err
	return false
}

// runApart runs on a goroutine of its own, which runtime.Goexit may end.
func (r *chunkRun) runApart() {
	done := make(chan struct{})
	go func() {
		defer func() {
			if r.exiting {
				r.survivedGoexit()
			}
			close(done)
		}()
		r.run()
	}()
	<-done
}
