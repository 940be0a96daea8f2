package pool

import (
	"sync"
	"time"
)

// A link is received from by the first goroutine of its end. To wake another takes several times
// as long as a small task, so one that waits for what comes receives itself: in a worker the
// executor, in a parent the caller of Apply. Receivers says which goroutine does; only one at a
// time. While nobody does, because the helper has something else to do, a timer looks after it,
// and the first goroutine receives again before long. All of it is guarded by the mutex of init.
type receivers struct {
	mine    sync.Cond // of the first goroutine: it is to receive again
	away    bool      // the first goroutine has left receiving to a helper
	taken   bool      // a helper receives
	turn    int       // counts what the helper turned to instead
	watch   *time.Timer
	watched bool  // watch will fire
	seen    int   // turn when watch was set
	err     error // that ended a helper's receiving
}

// watchEvery is how often a helper is looked after: nobody may receive for up to twice as long.
const watchEvery = time.Millisecond

func (r *receivers) init(mu sync.Locker) { r.mine.L = mu }

// leave is what the first goroutine calls to leave receiving to a helper. It returns when it is to
// receive again, or with the error that a helper received.
func (r *receivers) leave() error {
	r.away = true
	r.turned()
	for r.away {
		r.mine.Wait()
	}
	return r.err
}

// take says whether a helper may receive now, which put or fail ends.
func (r *receivers) take() bool {
	if !r.away || r.taken {
		return false
	}
	r.taken = true
	return true
}

// put ends what take began. Who goes on to take again at once need not have it watched.
func (r *receivers) put() { r.taken = false }

func (r *receivers) fail(err error) {
	r.put()
	r.err = err
	r.handBack()
}

// handBack makes the first goroutine receive again, unless a helper does.
func (r *receivers) handBack() {
	if r.away && !r.taken {
		r.away = false
		r.mine.Signal()
	}
}

// turned notes that the helper turns to something else.
func (r *receivers) turned() {
	r.turn++
	if r.away && !r.watched {
		r.setWatch()
	}
}

func (r *receivers) setWatch() {
	r.watched, r.seen = true, r.turn
	if r.watch == nil {
		r.watch = time.AfterFunc(watchEvery, r.look)
	} else {
		r.watch.Reset(watchEvery)
	}
}

// look hands receiving back where the helper has been at one thing since the last look.
func (r *receivers) look() {
	r.mine.L.Lock()
	defer r.mine.L.Unlock()
	r.watched = false
	switch {
	case !r.away || r.taken:
	case r.turn == r.seen:
		r.handBack()
	default:
		r.setWatch()
	}
}
