package pool

// A jobQueue holds the jobs that have a chunk to give, first come first served. The zero value
// is empty. It is guarded by the pool's mu.
type jobQueue struct {
	jobs []*job
	head int
}

func (q *jobQueue) first() *job {
	if q.head == len(q.jobs) {
		return nil
	}
	return q.jobs[q.head]
}

func (q *jobQueue) push(j *job) {
	if j.queued {
		return
	}
	j.queued = true
	if q.head > 64 && q.head > len(q.jobs)/2 {
		n := copy(q.jobs, q.jobs[q.head:])
		clear(q.jobs[n:])
		q.jobs, q.head = q.jobs[:n], 0
	}
	q.jobs = append(q.jobs, j)
}

// pushFront is for a job whose tasks come back: it was before all that wait now.
func (q *jobQueue) pushFront(j *job) {
	if j.queued {
		return
	}
	if q.head == 0 {
		q.jobs = append([]*job{nil}, q.jobs...)
		q.head = 1
	}
	q.head--
	q.jobs[q.head] = j
	j.queued = true
}

// take returns the next chunk, or nil. Jobs that ended while they waited are dropped here.
func (q *jobQueue) take() *chunk {
	for {
		j := q.first()
		if j == nil {
			q.jobs, q.head = q.jobs[:0], 0
			return nil
		}
		var c *chunk
		if !j.ended && j.hasWork() {
			c = j.take()
		}
		if c == nil || !j.hasWork() {
			q.jobs[q.head] = nil
			q.head++
			j.queued = false
		}
		if c != nil {
			return c
		}
	}
}

// peek returns the job that take would take from, or nil.
func (q *jobQueue) peek() *job {
	for q.head < len(q.jobs) {
		if j := q.jobs[q.head]; !j.ended && j.hasWork() {
			return j
		}
		q.jobs[q.head].queued = false
		q.jobs[q.head] = nil
		q.head++
	}
	return nil
}

// chunks is how many chunks take would return.
func (q *jobQueue) chunks() int {
	n := 0
	for _, j := range q.jobs[q.head:] {
		if !j.ended {
			n += j.queuedChunks()
		}
	}
	return n
}
