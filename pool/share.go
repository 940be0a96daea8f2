package pool

import "time"

// A share is what the pool has learnt about how long the tasks of a function take in workers
// beyond a link. Where that is under a millisecond, a worker is given several chunks at once: the
// way there and back costs more than they do. The estimate is an exponentially weighted moving
// average with weight 1/8, which also evens out a clock that ticks every 100 µs, as a page's does.
type share struct {
	perTask time.Duration
	known   bool
	grant   int // chunks that a worker may hold, doubled with each good answer
}

const (
	shareLoad  = time.Millisecond // of estimated work that a worker may hold beyond its first chunk
	shareMax   = 1024
	shareFloor = 200 * time.Nanosecond // a task costs its records even where it takes no time
)

func (p *Pool) shareOf(j *job) *share {
	if j.share != nil {
		return j.share
	}
	s := p.shares[j.function]
	if s == nil {
		s = &share{grant: 1}
		p.shares[j.function] = s
	}
	j.share = s
	return s
}

// noteShare learns from a chunk that took d.
func (p *Pool) noteShare(c *chunk, d time.Duration) {
	if c.done == 0 {
		return
	}
	s := p.shareOf(c.job)
	per := d / time.Duration(c.done)
	if !s.known {
		s.perTask, s.known = per, true
	} else {
		s.perTask += (per - s.perTask) / 8
	}
	if per >= shareLoad {
		s.perTask, s.grant = max(s.perTask, per), 1
	} else {
		s.grant = min(2*s.grant, shareMax)
	}
}

func (s *share) cost(tasks int) time.Duration {
	return time.Duration(tasks) * max(s.perTask, shareFloor)
}

// refill gives a worker that has answered what it is to do next: one chunk, or several.
func (p *Pool) refill(w *worker) {
	if len(w.inflight) == 0 {
		c, stay := p.nextFor(w)
		if !stay {
			if !w.stopping {
				w.stopping = true
				w.engine.stop()
			}
			return
		}
		if c == nil {
			return
		}
		p.giveShared(w, c)
	}
	for p.mayShare(w) {
		p.giveShared(w, p.queue.take())
	}
	w.engine.wake()
}

func (p *Pool) giveShared(w *worker, c *chunk) {
	c.cost = p.shareOf(c.job).cost(c.count)
	w.load += c.cost
	p.give(w, c)
}

// mayShare says whether the next chunk in the queue may wait behind those that w holds.
func (p *Pool) mayShare(w *worker) bool {
	j := p.queue.peek()
	if j == nil || j.opts.timeout > 0 || len(j.given()) > 0 && j.given()[0].solo {
		return false
	}
	if first := w.inflight[0]; first.solo || first.job.opts.timeout > 0 {
		return false
	}
	if limit := p.options.MaxChunksPerWorker; limit > 0 && w.given >= limit {
		return false
	}
	s := p.shareOf(j)
	n := 1
	if given := j.given(); len(given) > 0 {
		n = given[0].count
	} else if j.batch != nil {
		n = min(j.chunkSize, j.total-j.next)
	}
	return s.known && s.perTask < shareLoad && len(w.inflight) < s.grant && w.load+s.cost(n) <= shareLoad
}
