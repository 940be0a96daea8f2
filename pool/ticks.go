package pool

import (
	"sync"
	"time"
)

// The processor's time stamp counter, where there is one, costs a quarter of a look at the clock.
// Only a worker beyond a link needs it, to notice a task that took long among thousands that did
// not: see chunkRun. A counter that runs unevenly costs no more than a look at the clock too
// many or, until the end of the group, too few.

var tickRate struct {
	once   sync.Once
	perRun uint64 // ticks in groupShort
}

// groupTicks is groupShort in ticks, 0 where there is no counter.
func groupTicks() uint64 {
	if !hasTicks {
		return 0
	}
	tickRate.once.Do(func() {
		tickRate.perRun = 20_000 // where the clock stands still, as in a testing/synctest bubble
		at, from := time.Now(), ticks()
		for range 100_000 {
			if elapsed := time.Since(at); elapsed >= 10*groupShort {
				tickRate.perRun = max(1, uint64(float64(ticks()-from)*float64(groupShort)/float64(elapsed)))
				return
			}
		}
	})
	return tickRate.perRun
}
