package pool

import (
	"errors"
	"fmt"
	"time"
)

// A remote is the engine of a worker beyond a link. Two goroutines serve it: one sends what nobody
// else does, one receives, and the receiving one is the worker's life: it ends when Receive does.
type remote struct {
	pool   *Pool
	worker *worker
	link   Link
	eager  bool          // link is an EagerLink: there is no sending goroutine
	direct DirectLink    // link, if it is one
	out    writer        // of the goroutine in flush
	kick   chan struct{} // holds one: the outbox has something
	done   chan struct{} // closed when the receiving goroutine has ended; ends the sending one

	// Guarded by the pool's mu.
	outbox    []outItem
	spare     []outItem // the outbox that was sent last, for use again
	following *remote   // in the pool's list of unsent
	listed    bool      // in that list, or about to be flushed
	urgent    bool      // the outbox has what its caller may send
	sending   bool      // a goroutine is in flush
	left      bool      // it is, and left out to the sending goroutine
	roles     receivers
	handling  bool // a goroutine is in handle
	helped    *job // whose caller receives
	alone     bool // the chunk that was done last was one whose caller waited
	phase     remotePhase
	heard     time.Duration // when the worker last spoke of the chunk that it runs
	clock     workerClock
	readySoon *time.Timer   // ends a worker that does not answer
	probed    time.Duration // when it was pinged last; see probe.go
	patience  time.Duration // from its last word, or the last ping, to the next ping
	stopSoon  *time.Timer   // ends a worker that was told to stop and does not

	sent     uint32            // chunks sent; the sending goroutine's
	callable uint32            // callables defined; the sending goroutine's
	plain    map[string]uint32 // the numbers of functions; the sending goroutine's
	bound    map[*job]uint32   // the numbers of jobs with a constant; the sending goroutine's
	received uint32            // chunks done; the receiving goroutine's
	due      frameCount        // the receiving goroutine's
	at       time.Duration     // when the frame came that is being handled; the receiving goroutine's
	lines    [2]lineBuffer
	kept     []byte // a frame for the receiving goroutine's next receive
}

type remotePhase uint8

const (
	remoteStarting remotePhase = iota
	remoteAlive                // it has answered and runs the initializer
	remoteReady
)

// An outItem is one thing to tell a worker.
type outItem struct {
	kind recordKind
	c    *chunk
	j    *job
}

func newRemote(p *Pool, w *worker, link Link) *remote {
	r := &remote{pool: p, worker: w, link: link, kick: make(chan struct{}, 1), done: make(chan struct{}),
		plain: map[string]uint32{}, bound: map[*job]uint32{}, lines: [2]lineBuffer{{stream: 1}, {stream: 2}}, clock: newWorkerClock()}
	_, r.eager = link.(EagerLink)
	if interruptible {
		r.direct, _ = link.(DirectLink)
	}
	r.roles.init(poolLock{p})
	p.eager.Store(r.eager)
	r.sending = true // until the hello is on its way
	p.mu.Lock()
	defer p.unlock()
	w.engine = r
	if w.stopping || w.ctx.Err() != nil {
		r.kill()
	} else {
		r.readySoon = time.AfterFunc(readyTimeout, r.notReady)
		p.watchLinks()
	}
	return r
}

func (r *remote) notReady() {
	r.pool.mu.Lock()
	defer r.pool.unlock()
	if r.phase == remoteStarting {
		r.worker.killed = errNoAnswer
		r.kill()
	}
}

var errNoAnswer = fmt.Errorf("no answer within %v; does its main begin with pool.ServeIfWorker()?", readyTimeout)

func (r *remote) put(i outItem) {
	r.outbox = append(r.outbox, i)
}

func (r *remote) give(c *chunk) {
	c.given = r.pool.heldNow()
	r.pool.watchLinks()
	r.put(outItem{kind: recordChunk, c: c})
	if r.direct == nil {
		return
	}
	if c.job.waited {
		r.urgent = true
		c.job.holder = r
	} else {
		r.roles.handBack()
	}
}

func (r *remote) wake() {
	if !r.eager && !r.urgent {
		r.wakeSender()
		return
	}
	if !r.listed {
		r.listed = true
		r.following, r.pool.unsent = r.pool.unsent, r
	}
}

func (r *remote) wakeSender() {
	select {
	case r.kick <- struct{}{}:
	default:
	}
}

func (r *remote) jobEnded(j *job) {
	tell := false
	for _, c := range r.worker.inflight {
		tell = tell || c.job == j
	}
	if tell && j.err != nil {
		r.put(outItem{kind: recordCancel, j: j})
		r.wake()
	}
	if j.bound() != nil {
		r.put(outItem{kind: recordForget, j: j})
		r.wake()
	}
}

func (r *remote) stop() {
	if r.phase != remoteReady {
		r.kill() // there is nobody to be told yet
		return
	}
	r.put(outItem{kind: recordStop})
	r.roles.handBack()
	r.wake()
	r.stopSoon = time.AfterFunc(stopTimeout, func() { _ = r.link.Kill() })
}

// kill is carried out by another goroutine, because a link may take its time over it.
func (r *remote) kill() {
	r.worker.cancel()
	go func() { _ = r.link.Kill() }()
}

func (r *remote) abandon() bool {
	r.kill()
	return false
}

// decodeGrace is how long a worker may take from the arrival of a chunk to its first task.
const decodeGrace = 10 * time.Second

// taskBegan is when the worker last told of a task's end: the next began within a hand-over of
// that. Before it has said that it begins, it may still be decoding.
func (r *remote) taskBegan() (at, slack time.Duration, running bool) {
	if len(r.worker.inflight) == 0 {
		return 0, 0, false
	}
	if c := r.worker.inflight[0]; !c.heard {
		return c.given, decodeGrace, true
	}
	return r.heard, handOver, true
}

// loop is the worker's life as the parent sees it.
func (r *remote) loop() {
	if r.eager {
		r.sendFirst()
	} else {
		go r.sendLoop()
	}
	err := r.receiveLoop()
	close(r.done)
	_ = r.link.Kill()
	r.untilGone()
	for i := range r.lines {
		r.lines[i].flush(&r.pool.output)
	}
	r.end(err)
}

func (r *remote) end(reason error) {
	p, w := r.pool, r.worker
	p.mu.Lock()
	phase := r.phase
	for _, t := range []*time.Timer{r.readySoon, r.stopSoon} {
		if t != nil {
			t.Stop()
		}
	}
	if w.killed != nil && phase != remoteReady {
		reason = w.killed
	}
	if refused, ok := reason.(refusedError); ok {
		reason = refused.err
	}
	initializing := phase == remoteAlive && p.options.Initializer.batch != nil
	switch {
	case phase != remoteReady && !initializing:
		p.unlock()
		p.startFailed(w, reason)
		return
	case initializing:
		p.alive--
		p.initFailed(w, reason)
	case w.stopping:
		w.cancel()
		p.alive--
		p.exited(w)
	default:
		w.cancel()
		p.alive--
		p.died(w, reason)
	}
	p.unlock()
}

var errParentOnly = errors.New("the worker sent what only a parent sends")

// handle takes in one frame, then gives the worker what it is to do next. It holds the pool's mu
// but for what may take long: many small answers come in one frame.
func (r *remote) handle(frame []byte) error {
	finished := false
	r.pool.mu.Lock()
	defer r.pool.unlock()
	r.handling = true
	defer func() { r.handling = false }()
	r.at = r.pool.heldNow()
	err := eachRecord(frame, &r.due, func(rec record) error {
		finished = finished || rec.kind == recordDone || rec.kind == recordReady
		return r.handleRecord(rec)
	})
	if err == nil && finished && !r.worker.stopping {
		r.pool.refill(r.worker)
	}
	return err
}

// aside calls f without the pool's mu.
func (r *remote) aside(f func()) {
	r.pool.unlock()
	defer r.pool.mu.Lock()
	f()
}

// handleRecord takes in one record. The pool's mu is held.
func (r *remote) handleRecord(rec record) error {
	switch rec.kind {
	case recordAlive:
		return r.handleAlive(rec.body)
	case recordReady:
		return r.handleReady(rec.body)
	case recordRefused:
		told, err := r.readFailure(rec.body)
		if err != nil {
			return err
		}
		return refusedError{told}
	case recordResults:
		return r.handleResults(rec)
	case recordFailed:
		return r.handleFailed(rec.body)
	case recordDone:
		return r.handleDone(rec.body)
	case recordOutput:
		return r.handleOutput(rec.body)
	case recordPong:
		return rec.body.end()
	case recordLast:
		r.worker.toldAll = true
		return rec.body.end()
	}
	return errParentOnly
}
