package webworker

import (
	"sync"
	"time"

	"github.com/hack-pad/safejs"
	"poolground/pool"
)

const (
	flushBytes = 32 << 10
	flushAfter = 20 * time.Millisecond
)

var programStart = time.Now()

// shellsStart is what the shell's clock showed at programStart, in ms. The first call of a function
// takes a browser milliseconds, which would be between the two looks at clocks, so there is a second.
func shellsStart() float64 {
	if !theHost.observe {
		return 0
	}
	clock, err := safejs.Global().Get("performance")
	start := 0.0
	for range 2 {
		since := time.Since(programStart)
		var now safejs.Value
		if err == nil {
			now, err = clock.Call("now")
		}
		if err != nil {
			return 0
		}
		shown, _ := now.Float()
		start = shown - milliseconds(since)
	}
	return start
}

// unsent is the batch that the shell sends off when the program ends. It reads it where it lies,
// so its first two words, address and length, must stay so: Go lays a slice out that way, and in
// 64 bits each, of which the shell reads the lower halves.
var unsent []byte // guarded by observers.mu

// observers is what the observed pools share.
var observers struct {
	mu       sync.Mutex
	pools    int           // guarded by mu
	began    time.Duration // guarded by mu: the time of the first event in unsent
	flushing bool          // guarded by mu: a timer will flush unsent
}

func observe() func(pool.Event) {
	if !theHost.observe {
		return nil
	}
	observers.mu.Lock()
	defer observers.mu.Unlock()
	number := observers.pools
	observers.pools++
	offset := time.Since(programStart)
	return func(e pool.Event) { record(number, offset, e) }
}

// record batches events: a message to the page for each would cost more than most chunks.
func record(number int, offset time.Duration, e pool.Event) {
	observers.mu.Lock()
	defer observers.mu.Unlock()
	if len(unsent) == 0 {
		observers.began = offset + e.At
	}
	unsent = appendEvent(unsent, number, offset, e)
	// A program that computes lets no timer fire.
	if len(unsent) >= flushBytes || offset+e.At-observers.began > 2*flushAfter {
		flushLocked()
		return
	}
	if !observers.flushing {
		observers.flushing = true
		time.AfterFunc(flushAfter, flushEvents)
	}
}

func flushEvents() {
	observers.mu.Lock()
	defer observers.mu.Unlock()
	observers.flushing = false
	flushLocked()
}

func flushLocked() {
	if len(unsent) == 0 {
		return
	}
	// The page may miss events, but that is no reason to fail the program.
	_, _ = theHost.events.Invoke(address(unsent), len(unsent))
	unsent = unsent[:0]
}
