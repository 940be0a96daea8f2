package pool

import (
	"time"
	"unsafe"
)

// deliver yields what has arrived, and waits for more while the window is full or, at the end of
// the input, until all is yielded. It is false when the iteration is over early.
func (s *stream) deliver() bool {
	for {
		if err := s.takeNews(); err != nil {
			s.yield(nil, err)
			return false
		}
		if !s.yieldReady() {
			return false
		}
		switch {
		case s.input && !s.windowFull():
			return true
		case !s.input && s.yielded == s.items:
			if s.job.progress != nil {
				<-s.done
			}
			return true
		default:
			s.wait()
		}
	}
}

func (s *stream) windowFull() bool {
	return s.items-s.yielded >= windowItems || len(s.order) >= windowChunks*s.pool.size
}

func (s *stream) wait() {
	if s.state.news.Load() {
		return
	}
	if s.pool.events != nil {
		name := "IMap"
		if !s.ordered {
			name = "IMapUnordered"
		}
		s.pool.callerEvent(CallerBlocked, s.job.id, name)
		defer s.pool.callerEvent(CallerResumed, s.job.id, name)
	}
	<-s.state.wake // its ctx, Terminate and every worker's end tell it
}

// takeNews takes over what the scheduler told. Its error ends the iteration.
func (s *stream) takeNews() error {
	if !s.state.news.Load() {
		return nil
	}
	p := s.pool
	p.mu.Lock()
	s.state.news.Store(false)
	s.taken, s.state.arrivals = s.state.arrivals, s.taken[:0]
	perTask, ended, err := s.state.perTask, s.state.ended, s.state.err
	p.unlock()
	for _, a := range s.taken {
		s.arrive(a)
	}
	clear(s.taken)
	if !s.fixed {
		s.adapt(perTask)
	}
	if ended {
		return err
	}
	return nil
}

// adapt sets the size of the next chunk: at most twice the last, so that all chunks of a window
// of small tasks take a worker about streamChunkTime each.
func (s *stream) adapt(perTask time.Duration) {
	most := max(1, windowItems/(windowChunks*s.pool.size))
	want := int(streamChunkTime / max(perTask, 1))
	s.target = max(1, min(want, most, 2*s.target))
}

func (s *stream) arrive(a arrival) {
	c := a.batch.(*portion)
	c.arrived += a.n
	if s.ordered {
		if a.failure != nil {
			c.failures = append(c.failures, itemError{a.first, a.failure})
		}
		return
	}
	s.ready = append(s.ready, a)
}

// yieldReady yields all that can be yielded now. It is false when the consumer wants no more.
func (s *stream) yieldReady() bool {
	if s.ordered {
		return s.yieldInOrder()
	}
	for i := 0; i < len(s.ready); i++ {
		a := s.ready[i]
		c := a.batch.(*portion)
		for k := range a.n {
			var r unsafe.Pointer
			var err error
			if a.failure != nil {
				err = a.failure
			} else {
				r = c.results.at(a.first + k)
			}
			s.yielded++
			c.taken++
			if !s.yield(r, err) {
				return false
			}
		}
		if c.taken == c.count {
			s.remove(c)
		}
	}
	clear(s.ready)
	s.ready = s.ready[:0]
	return true
}

func (s *stream) yieldInOrder() bool {
	for len(s.order) > 0 {
		c := s.order[0]
		for c.taken < c.arrived {
			i := c.taken
			c.taken++
			s.yielded++
			var r unsafe.Pointer
			var err error
			if len(c.failures) > 0 && c.failures[0].index == i {
				err = c.failures[0].err
				c.failures = c.failures[1:]
			} else {
				r = c.results.at(i)
			}
			if !s.yield(r, err) {
				return false
			}
		}
		if c.taken < c.count || s.isFilling(c) {
			return true
		}
		s.remove(c)
	}
	return true
}

func (s *stream) isFilling(c *portion) bool {
	s.fillMu.Lock()
	defer s.fillMu.Unlock()
	return s.filling == c
}

// remove frees a portion that has been yielded to its end, for use again.
func (s *stream) remove(c *portion) {
	for i, o := range s.order {
		if o == c {
			s.order = append(s.order[:i], s.order[i+1:]...)
			break
		}
	}
	if c.lost {
		return
	}
	s.fn.ownKind().clear(c.own)
	s.fn.result.clear(c.room)
	c.count, c.arrived, c.taken, c.failures = 0, 0, 0, nil
	s.spare = append(s.spare, c)
}
