package pool

import "time"

// A frame that a link loses is noticed with the next one: see framecount.go. Where the next may
// never come, because one side waits for what was lost, the parent asks: it pings a worker that
// owes it something and has been silent. The ping shows the worker a loss on the way there, the
// pong shows the parent one on the way back, and a lost ping or pong is shown by the next. No
// answer has a deadline: a worker answers when it waits for work, so that a task may compute as
// long as it likes.
const (
	// probeAfter is how long a worker is silent before the first ping, and how often the pool
	// looks. Each ping after that waits twice as long, up to probeMax.
	probeAfter = time.Second
	probeMax   = time.Minute
)

// watchLinks makes the pool look after its workers' silence until none owes it anything. The
// pool's mu is held.
func (p *Pool) watchLinks() {
	if p.probing {
		return
	}
	p.probing = true
	if after := currentPlatform().After; after != nil {
		after(probeAfter, p.probeLinks)
	} else if p.probe == nil {
		p.probe = time.AfterFunc(probeAfter, p.probeLinks)
	} else {
		p.probe.Reset(probeAfter)
	}
}

func (p *Pool) probeLinks() {
	p.mu.Lock()
	defer p.unlock()
	p.probing = false
	if p.isGone {
		return
	}
	owed := false
	for _, s := range p.slots {
		if s.worker == nil {
			continue
		}
		if r, ok := s.worker.engine.(*remote); ok && r.owes() {
			owed = true
			r.probe(p.now())
		}
	}
	if owed {
		p.watchLinks()
	}
}

// owes says whether the worker has yet to say something.
func (r *remote) owes() bool { return r.phase != remoteReady || len(r.worker.inflight) > 0 }

// probe pings a worker that has been silent for long enough. One that has yet to answer at all
// has its time bounded by readyTimeout.
func (r *remote) probe(now time.Duration) {
	if r.phase == remoteStarting {
		return
	}
	last := r.heard
	if len(r.worker.inflight) > 0 {
		last = max(last, r.worker.inflight[0].given)
	}
	if last >= r.probed {
		r.patience = probeAfter
	}
	if now-max(last, r.probed) < r.patience {
		return
	}
	r.probed = now
	r.patience = min(2*r.patience, probeMax)
	r.put(outItem{kind: recordPing})
	r.wake()
}
