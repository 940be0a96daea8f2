package pool

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// handOver is how long a worker may keep finished results to itself.
const handOver = time.Millisecond

// A group is a run of tasks between two looks at the clock. It grows while groups are shorter
// than groupShort and shrinks when one is longer than groupLong. A group among whose tasks one
// takes long must end with that: a timer asks it to. In a browser no timer can interrupt, so
// groups stay small there, and what a worker that exits or traps in the middle of one had finished
// is read from its memory (Platform.LastWords).
const (
	groupShort    = 20 * time.Microsecond
	groupLong     = 100 * time.Microsecond
	groupMax      = 1 << 14
	groupMaxBlind = 256
)

// A chunkRun runs the tasks of one chunk in order, on the goroutine that calls run. It is the
// same for a goroutine of the parent and for a worker beyond a link: they differ in what they do
// when tasks have finished or failed.
type chunkRun struct {
	batch   batch
	ctx     context.Context
	pos, hi int // the next task, and the end
	single  bool
	stopped *flag
	owner   taskOwner

	argsMu *sync.Mutex // held while arguments are read that are the caller's; nil beyond a link
	leased batch       // the copy of them that runs

	timed     bool          // a timer asks a long group to end
	groupMax  int           // tasks in a group
	group     int           // tasks in the next; 0 before the run began
	asked     *flag         // the running group should end
	asks      *time.Timer   // sets asked; nil unless groups have grown
	start     time.Duration // when the run began, on the program's clock; run sets it where it is 0
	looked    time.Duration // when the clock was looked at last
	handed    time.Duration // when progress was called last, or the run began
	taskBegan atomic.Int64  // when the running task began, where single; 0 between tasks
	exiting   bool          // a task is running: if the goroutine ends now, by runtime.Goexit
}

// A taskOwner is told what becomes of the tasks of a chunk, on the goroutine that runs them.
type taskOwner interface {
	// progress: every task before r.pos has finished and been told of. False ends the run.
	progress(r *chunkRun) bool
	// failed: task r.pos failed with err. False ends the run.
	failed(r *chunkRun, err error) bool
}

// run runs the tasks that are left. It can be called again after runtime.Goexit cut it short.
func (r *chunkRun) run() {
	if r.group == 0 {
		r.group = 1
		if r.groupMax == 0 {
			r.groupMax = groupMax
		}
		if r.start == 0 {
			r.start = sinceStart()
		}
		r.looked, r.handed = r.start, r.start
	}
	for r.pos < r.hi && !r.stopped.Load() {
		n := 1
		if r.single {
			r.taskBegan.Store(int64(sinceStart()))
		} else {
			n = min(r.group, r.hi-r.pos)
		}
		b := r.take(n)
		if b == nil {
			return
		}
		if err := r.guarded(b, r.pos+n); err != nil && !r.fail(err) {
			return
		}
		if !r.lookAtClock() {
			return
		}
	}
}

// groupWatched is from where a group is worth a timer that ends it when a hand-over is due.
const groupWatched = 32

func (r *chunkRun) askInTime() {
	if !r.timed || r.group < groupWatched {
		return
	}
	r.asked.Store(false)
	if r.asks == nil {
		asked := r.asked
		r.asks = time.AfterFunc(handOver, func() { asked.Store(true) })
	}
}

// rest ends the timer. The run may go on all the same.
func (r *chunkRun) rest() {
	if r.asks != nil {
		r.asks.Stop()
		r.asks = nil
	}
}

// take returns what runs the next n tasks. When a job ends before its time its caller may change
// the arguments at once, so a worker that shares them reads them under a lock that the end of the
// job waits for; they are copied, because the tasks may take for ever. It is nil once the job ended.
func (r *chunkRun) take(n int) batch {
	if r.argsMu == nil {
		return r.batch
	}
	r.argsMu.Lock()
	defer r.argsMu.Unlock()
	if r.stopped.Load() {
		return nil
	}
	if b := r.batch.lease(r.pos, r.pos+n, r.leased); b != nil {
		r.leased = b
		return b
	}
	return r.batch
}

// lookAtClock hands over what is due, and adapts the group to how long the last one took.
func (r *chunkRun) lookAtClock() bool {
	if r.single {
		r.taskBegan.Store(0)
		return r.owner.progress(r)
	}
	if r.pos >= r.hi {
		return true // the end of the chunk hands over the rest
	}
	now := sinceStart()
	took := now - r.looked
	r.looked = now
	switch {
	case took < groupShort:
		r.group = min(2*r.group, r.groupMax)
		r.askInTime()
	case took > groupLong:
		r.group = max(1, r.group/4)
	}
	if now-r.handed < handOver {
		return true
	}
	r.handed = now
	if r.asks != nil {
		r.asked.Store(false)
		r.asks.Reset(handOver)
	}
	return r.owner.progress(r)
}

func (r *chunkRun) fail(err error) bool {
	if !r.owner.failed(r, err) {
		return false
	}
	r.pos++
	return true
}

// guarded runs tasks r.pos to hi-1 and makes a panic an error. runtime.Goexit cannot be stopped:
// it ends the goroutine, whose last deferred function finds exiting set and sees to the rest.
func (r *chunkRun) guarded(b batch, hi int) (err error) {
	r.exiting = true
	defer func() {
		if !r.exiting {
			return
		}
		if v := recover(); v != nil {
			r.exiting = false
			err = newPanicError(v)
		}
	}()
	err = b.run(r.ctx, r.pos, hi, &r.pos, r.asked)
	r.exiting = false
	return err
}

// survivedGoexit is called on a fresh goroutine after a task ended the former one. It is false
// where the run ends with that.
func (r *chunkRun) survivedGoexit() bool {
	r.exiting = false
	return r.fail(errGoexit)
}

var processStart = time.Now()

// sinceStart is the program's monotonic clock.
func sinceStart() time.Duration { return time.Since(processStart) }
