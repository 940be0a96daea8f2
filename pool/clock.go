package pool

import "time"

// A workerClock tells on the pool's clock when a worker ran its chunks. The worker measures by a
// clock of its own, which began when its program did, and which need not go as fast.
//
// What to add to the worker's times cannot be measured, but bounded, as in Cristian's algorithm
// ("Probabilistic clock synchronization", 1989): what the worker says arrives after it was said,
// which bounds the difference from above, and it begins a chunk after it was given that, which
// bounds the difference from below. The bounds close in on each other with every chunk. Between
// them the difference of the two programs' wall clocks is taken: on one machine that is one clock,
// which browsers tell to a millisecond. Where the bounds disprove it the middle between them is
// taken, so that a time is wrong by half of the quickest round trip seen, at most. Where a clock
// drifts, the old bounds come to contradict the new ones; then the new ones count alone.
//
// No time is told that causality forbids: a chunk begins after it was given and after the one
// before it ended, and it ends before the parent hears of it.
type workerClock struct {
	lower, upper time.Duration // bounds of what to add to the worker's times
	guess        time.Duration // the same, by the wall clocks
	end          time.Duration // of the last chunk, on the pool's clock
}

// unbounded is farther than any two clocks are apart, and can be added to a time.
const unbounded = 1 << 62

func newWorkerClock() workerClock { return workerClock{lower: -unbounded, upper: unbounded} }

// heard notes that the parent heard at now what the worker said at the worker's time said.
func (c *workerClock) heard(said, now time.Duration) { c.upper = min(c.upper, now-said) }

// span translates when the worker ran a chunk, from start to end, which the parent had given to
// it at given and heard of at now.
func (c *workerClock) span(start, end, given, now time.Duration) (time.Duration, time.Duration) {
	lower, upper := given-start, now-end
	if lower > upper {
		// By its clock the worker took longer than the parent waited: all that is known is when
		// it may have been at work.
		c.end, start = now, min(max(given, c.end), now)
		return start, now
	}
	c.lower, c.upper = max(c.lower, lower), min(c.upper, upper)
	if c.lower > c.upper {
		c.lower, c.upper = lower, upper
	}
	offset := c.guess
	if offset < c.lower || offset > c.upper {
		offset = c.lower + (c.upper-c.lower)/2
	}
	start = min(max(start+offset, given, c.end), now)
	c.end = min(max(end+offset, start), now)
	return start, c.end
}
