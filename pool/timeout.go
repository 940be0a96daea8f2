package pool

import "time"

// overdueGrace is how long an overdue worker beyond a link is given once more: where the parent
// itself was busy, the news that the task has ended may be waiting beside the timer.
const overdueGrace = 2 * time.Millisecond

// watchTimeout looks after the task timeout of the chunk that w has begun. The pool's mu is held;
// the timer ends with the chunk.
func (p *Pool) watchTimeout(w *worker, c *chunk) {
	c.watch = time.AfterFunc(c.job.opts.timeout, func() {
		p.mu.Lock()
		defer p.unlock()
		if len(w.inflight) > 0 && w.inflight[0] == c {
			p.checkTimeout(w, c)
		}
	})
}

func (p *Pool) checkTimeout(w *worker, c *chunk) {
	limit := c.job.opts.timeout
	began, slack, running := w.engine.taskBegan()
	if !running {
		c.watch.Reset(limit)
		return
	}
	if left := began + limit + slack - p.now(); left > 0 {
		c.watch.Reset(left)
		return
	}
	if slack > 0 && !c.suspect {
		c.suspect = true
		c.watch.Reset(overdueGrace)
		return
	}
	w.killed = timedOut(limit)
	if w.engine.abandon() {
		p.died(w, w.killed)
	}
}
