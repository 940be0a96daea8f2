package pool

import (
	"sync/atomic"
	"time"
)

// A streamState is what the scheduler tells a stream. It is guarded by the pool's mu.
type streamState struct {
	offer    func() *chunk // what has been pulled and not submitted; nil where chunks must be full
	news     atomic.Bool   // something below has changed
	wake     chan struct{} // holds one
	arrivals []arrival
	perTask  time.Duration // moving average, as in share
	ended    bool
	err      error
}

// An arrival is the outcome of consecutive tasks of a portion: their results, or one's failure.
type arrival struct {
	batch    batch
	first, n int
	failure  *TaskError
}

func (s *streamState) tell() {
	s.news.Store(true)
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *streamState) deliver(b batch, first, n int, failure *TaskError) {
	s.arrivals = append(s.arrivals, arrival{b, first, n, failure})
	s.tell()
}

func (s *streamState) end(err error) {
	s.ended, s.err = true, err
	s.tell()
}

func (s *streamState) noteChunk(tasks int, d time.Duration) {
	if tasks > 0 {
		s.perTask += (d/time.Duration(tasks) - s.perTask) / 4
	}
}
