package pool

import (
	"errors"
	"fmt"
	"time"
)

// What a parent does with each record of a worker, with the pool's mu held.

// A refusedError is a worker's own word that it cannot serve.
type refusedError struct{ err *stackedError }

func (e refusedError) Error() string { return e.err.Error() }

func (r *remote) handleAlive(b reader) error {
	magic, version, clock, wall := b.u32(), b.u32(), time.Duration(b.u64()), int64(b.u64())
	if err := b.end(); err != nil {
		return err
	}
	if magic != wireMagic || version != wireVersion {
		return fmt.Errorf("the worker speaks version %d of %#x, this program version %d of %#x, build both from one source", version, magic, wireVersion, wireMagic)
	}
	if r.phase != remoteStarting {
		return errors.New("it came twice")
	}
	r.phase = remoteAlive
	r.clock.guess = time.Duration(wall-r.pool.start.UnixNano()) - clock
	r.clock.heard(clock, r.at)
	return nil
}

func (r *remote) handleReady(b reader) error {
	if err := b.end(); err != nil {
		return err
	}
	if r.phase != remoteAlive {
		return errors.New("it came without alive before it, or twice")
	}
	r.phase = remoteReady
	if r.readySoon != nil {
		r.readySoon.Stop()
	}
	r.pool.becameReady(r.worker)
	return nil
}

// current returns the chunk that the worker must be answering.
func (r *remote) current(seq uint32) (*chunk, error) {
	if r.worker.killed != nil {
		return nil, r.worker.killed // what it still had to say came too late
	}
	if len(r.worker.inflight) == 0 || !r.worker.inflight[0].sent {
		return nil, fmt.Errorf("out of order: of chunk %d while the worker has none", seq)
	}
	if seq != r.received {
		return nil, fmt.Errorf("out of order: of chunk %d where chunk %d was due", seq, r.received)
	}
	r.heard = r.at
	r.worker.inflight[0].heard = true
	return r.worker.inflight[0], nil
}

func (r *remote) handleResults(rec record) error {
	b := rec.body
	seq, n := b.u32(), int(b.u32())
	if b.err != nil {
		return b.err
	}
	p := r.pool
	c, err := r.current(seq)
	switch {
	case err != nil:
		return err
	case n == 0 && len(b.b) > 0:
		return fmt.Errorf("%d bytes of no results", len(b.b))
	case n > c.left():
		return fmt.Errorf("%d results where %d are due", n, c.left())
	case c.job.ended || n == 0:
		return nil
	}
	bad, err := r.decode(c, b.b, n)
	if err != nil {
		return err
	}
	if n == c.left() {
		r.flushLines()
	}
	c.bytes += len(b.b)
	told := 0
	for _, item := range bad {
		p.advance(c, item.index-told)
		p.taskFailed(c, r.worker, item.err)
		told = item.index + 1
	}
	p.advance(c, n-told)
	return nil
}

func (r *remote) handleFailed(b reader) error {
	seq, _ := b.u32(), b.u32()
	told, err := r.readFailure(b)
	if err != nil {
		return err
	}
	r.flushLines()
	c, err := r.current(seq)
	if err != nil {
		return err
	}
	if c.left() == 0 {
		return errors.New("a failure where no task is left")
	}
	r.pool.taskFailed(c, r.worker, told)
	return nil
}

// readFailure decodes an error, which may run a program's own code.
func (r *remote) readFailure(b reader) (told *stackedError, err error) {
	r.aside(func() {
		stack, failure := readError(&b)
		told, err = &stackedError{failure, stack}, b.end()
	})
	return told, err
}

func (r *remote) handleDone(b reader) error {
	seq, _, start, end := b.u32(), b.u32(), time.Duration(b.u64()), time.Duration(b.u64())
	if err := b.end(); err != nil {
		return err
	}
	r.flushLines()
	p := r.pool
	c, err := r.current(seq)
	if err != nil {
		return err
	}
	if c.left() > 0 && !c.job.ended {
		return fmt.Errorf("chunk %d ends with %d of its tasks unanswered", seq, c.left())
	}
	if end < start {
		return fmt.Errorf("chunk %d ends %v before it starts", seq, start-end)
	}
	r.received++
	start, end = r.clock.span(start, end, c.given, r.at)
	p.noteShare(c, end-start)
	r.alone = c.job.waited
	p.chunkEnded(r.worker, start, end)
	return nil
}

func (r *remote) handleOutput(b reader) error {
	stream, _, text := b.u32(), b.u32(), b.field()
	if err := b.end(); err != nil {
		return err
	}
	if stream != 1 && stream != 2 {
		return fmt.Errorf("stream %d is neither 1 nor 2", stream)
	}
	r.aside(func() { r.lines[stream-1].add(&r.pool.output, text) })
	return nil
}

// flushLines ends the line that the worker has begun. Where the worker holds other chunks, one of
// them may already have written it, and go on.
func (r *remote) flushLines() {
	if len(r.worker.inflight) > 1 {
		return
	}
	for i := range r.lines {
		if l := &r.lines[i]; len(l.part) > 0 {
			r.aside(func() { l.flush(&r.pool.output) })
		}
	}
}

// decodeAside is from how many bytes results are decoded without the pool's mu.
const decodeAside = 4 << 10

// decode puts n results of c in their places. The chunk is this goroutine's until died gives it
// away, so that nobody else writes to its part of the results meanwhile.
func (r *remote) decode(c *chunk, data []byte, n int) (bad []itemError, err error) {
	if len(data) < decodeAside && c.batch.quick() {
		return c.batch.decodeResults(data, c.offset+c.done, n)
	}
	r.aside(func() { bad, err = c.batch.decodeResults(data, c.offset+c.done, n) })
	return bad, err
}
