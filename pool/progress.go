package pool

// A progressLoop calls a job's OnProgress from a goroutine of its own, one call at a time with
// the latest number, and finishes the job after the last call, so that none comes later. It ends
// with the job.
type progressLoop struct {
	job   *job
	kick  chan struct{} // holds one
	ended bool          // the job has ended, and may be finished; guarded by the pool's mu
}

func newProgressLoop(j *job) *progressLoop {
	l := &progressLoop{job: j, kick: make(chan struct{}, 1)}
	go l.run()
	return l
}

func (l *progressLoop) wake() {
	select {
	case l.kick <- struct{}{}:
	default:
	}
}

// end lets the loop finish the job. The pool's mu is held.
func (l *progressLoop) end() {
	l.ended = true
	l.wake()
}

func (l *progressLoop) run() {
	j := l.job
	told, toldTotal := -1, -1
	for range l.kick {
		j.pool.mu.Lock()
		done, total, ended, err := j.done, j.total, l.ended, j.err
		failed := err != nil && !j.allRan()
		j.pool.unlock()
		if (done > told || total > toldTotal) && !failed && (done > 0 || ended) {
			told, toldTotal = done, total
			j.pool.output.callSafely("OnProgress", func() { j.opts.progress(done, total) })
		}
		if ended {
			j.pool.mu.Lock()
			j.pool.finished(j)
			j.pool.settle()
			j.pool.unlock()
			return
		}
	}
}

// allRan says whether every task has ended, failures among them or not.
func (j *job) allRan() bool { return j.done == j.total }
