package pool

import "context"

// How frames of a worker come in: by the worker's own goroutine or, over a DirectLink, by that of
// a caller of Apply who waits for one.

func (r *remote) receiveLoop() error {
	for {
		if err := r.receive(); err != nil {
			return err
		}
		if err := r.leaveReceiving(); err != nil {
			return err
		}
	}
}

func (r *remote) receive() error {
	frame, err := r.kept, error(nil)
	if r.kept = nil; frame == nil {
		frame, err = r.link.Receive()
	}
	if err != nil || frame == nil { // interrupted
		return err
	}
	return r.handle(frame)
}

// untilGone receives to the end: a frame at fault may have ended the loop while the worker lived.
func (r *remote) untilGone() {
	for {
		if _, err := r.link.Receive(); err != nil {
			return
		}
	}
}

// leaveReceiving leaves it to the next caller of Apply, where there has just been one and the
// worker has nothing else to tell.
func (r *remote) leaveReceiving() error {
	if r.direct == nil {
		return nil
	}
	r.pool.mu.Lock()
	defer r.pool.unlock()
	if !r.alone || len(r.worker.inflight) > 0 || r.worker.stopping {
		return nil
	}
	return r.roles.leave()
}

// takesLong says whether to handle a frame may take long: to write output may even take for ever.
func (r *remote) takesLong(frame []byte) bool {
	return len(frame) > decodeAside || len(frame) > 0 && recordKind(frame[0]) == recordOutput ||
		len(r.lines[0].part)+len(r.lines[1].part) > 0
}

// receiveFor is what the caller of Apply does until j has ended or ctx has, if it may receive. A
// frame that may take long it leaves to the worker's own goroutine: ctx could end meanwhile.
func (p *Pool) receiveFor(ctx context.Context, j *job) {
	p.mu.Lock()
	defer p.unlock()
	r := j.holder
	if r == nil || j.ended || !r.roles.take() {
		return
	}
	r.helped = j
	defer func() { r.helped = nil }()
	if ctx.Done() != nil {
		stop := context.AfterFunc(ctx, r.direct.Interrupt)
		defer stop()
	}
	for r.kept == nil && !j.ended && ctx.Err() == nil {
		var err error
		r.aside(func() { err = r.receiveSmall() })
		if err != nil {
			r.roles.fail(err)
			return
		}
	}
	r.roles.put()
	if r.kept != nil || len(r.worker.inflight) > 0 || r.worker.stopping {
		r.roles.handBack()
	} else {
		r.roles.turned()
	}
}

func (r *remote) receiveSmall() error {
	frame, err := r.link.Receive()
	if err != nil || frame == nil {
		return err
	}
	if r.takesLong(frame) {
		r.kept = frame
		return nil
	}
	return r.handle(frame)
}

// interrupt has a caller that receives for j look at it.
func (r *remote) interrupt(j *job) {
	if r.helped == j && !r.handling {
		r.direct.Interrupt()
	}
}

// A poolLock is the pool's mu for who cannot call unlock.
type poolLock struct{ *Pool }

func (l poolLock) Lock()   { l.mu.Lock() }
func (l poolLock) Unlock() { l.unlock() }
