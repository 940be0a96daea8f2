package pool

import "unsafe"

// A portion is one chunk of a stream with its results.
type portion struct {
	list
	own, room items       // memory for arguments and results
	count     int         // arguments there are
	first     int         // index of its first task in the job
	arrived   int         // tasks from the first whose outcome is here
	taken     int         // of them, yielded
	failures  []itemError // in order of index
	// Its worker died, and a goroutine may still be about to send it: it is not used again.
	// Guarded by the pool's mu until its last result has arrived.
	lost bool
}

func (c *portion) workerDied() { c.lost = true }

// place is where the next argument goes.
func (c *portion) place() unsafe.Pointer {
	if c.count == c.own.n {
		k, full := c.fn.ownKind(), c.own
		c.own = k.make(max(portionRoom, 2*full.n))
		k.copy(c.own.cut(0, full.n), full)
	}
	return c.own.at(c.count)
}

// portionRoom is how many arguments a portion has memory for at first.
const portionRoom = 16
