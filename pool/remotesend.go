package pool

import (
	"errors"
	"slices"
)

// sendSize is from where a frame is sent although there is more to put into it.
const sendSize = 256 << 10

// sendLoop sends what nobody else sends at once. It ends with the worker.
func (r *remote) sendLoop() {
	r.sendFirst()
	for {
		select {
		case <-r.kick:
			r.flush(true)
		case <-r.done:
			return
		}
	}
}

// flush sends what is in the outbox, and ends the worker when the link takes no more. What another
// goroutine, or this one further up, puts there meanwhile is sent by the one that was first. One
// that may not wait leaves what would make it to the sending goroutine.
func (r *remote) flush(mayWait bool) {
	p := r.pool
	p.mu.Lock()
	if !mayWait {
		r.listed = false
	}
	if r.sending && !(mayWait && r.left) {
		p.mu.Unlock()
		return
	}
	r.sending, r.left = true, false
	for len(r.outbox) > 0 || r.out.size() > 0 {
		p.unlock()
		err := r.sendOutbox(mayWait)
		p.mu.Lock()
		switch {
		case err == errWouldWait:
			r.left = true
			r.wakeSender()
			p.unlock()
			return
		case err != nil:
			// The worker is not unwanted: what Receive says of it is why it is gone.
			r.outbox = nil
			r.out.clear()
			go func() { _ = r.link.Kill() }()
		}
	}
	r.sending = false
	p.unlock()
}

// sendFirst sends the hello, and what has come up meanwhile.
func (r *remote) sendFirst() {
	if r.sendHello() != nil {
		_ = r.link.Kill()
	}
	r.pool.mu.Lock()
	r.sending = false
	r.pool.unlock()
	r.flush(!r.eager)
}

func (r *remote) sendHello() error {
	p, w := r.pool, &r.out
	at, start := w.begin(recordHello, 0)
	w.u32(wireMagic)
	w.u32(wireVersion)
	w.u32(uint32(r.worker.slot.index))
	w.u32(uint32(p.size))
	w.end(at, start)
	writeInit(w, p.options.Initializer)
	return w.sendTo(r.link)
}

// writeInit appends the initializer's call, or that there is none.
// One that cannot be encoded goes as its error, which the worker refuses to start with.
func writeInit(w *writer, init Call) {
	mark := w.mark()
	at, start := w.begin(recordInit, 0)
	var data []byte
	var err error
	if init.constant != nil {
		data, err = init.constant.encode()
	}
	w.u32(uint32(bindingOf(init.constant)))
	w.u32(0)
	w.string(init.name)
	w.bytes(data)
	if init.batch != nil && err == nil {
		_, err = init.batch().encodeArgs(w, 0, 1)
	}
	w.end(at, start)
	if err != nil {
		w.reset(mark)
		at, start := w.begin(recordInit, flagRefuse)
		writeError(w, err)
		w.end(at, start)
	}
}

func bindingOf(c *constant) binding {
	if c == nil {
		return bindNone
	}
	return c.binding
}

func (r *remote) takeOutbox() []outItem {
	r.pool.mu.Lock()
	defer r.pool.unlock()
	items := r.outbox
	r.outbox, r.spare, r.urgent = r.spare[:0], nil, false
	return items
}

func (r *remote) keep(items []outItem) {
	clear(items)
	r.pool.mu.Lock()
	defer r.pool.unlock()
	r.spare = items
}

// putBack returns to the outbox what was not sent.
func (r *remote) putBack(items []outItem) {
	r.pool.mu.Lock()
	defer r.pool.unlock()
	r.outbox = slices.Insert(r.outbox, 0, items...)
}

func (r *remote) sendOutbox(mayWait bool) error {
	items := r.takeOutbox()
	defer r.keep(items)
	for n, i := range items {
		r.write(&r.out, i)
		if r.out.size() < sendSize {
			continue
		}
		if err := r.send(mayWait); err != nil {
			r.putBack(items[n+1:])
			return err
		}
	}
	if r.out.size() == 0 {
		return nil
	}
	return r.send(mayWait)
}

func (r *remote) send(mayWait bool) error {
	if mayWait || r.eager {
		return r.out.sendTo(r.link)
	}
	return r.out.trySendTo(r.direct)
}

func (r *remote) write(w *writer, i outItem) {
	switch i.kind {
	case recordChunk:
		r.writeChunk(w, i.c)
	case recordCancel:
		writeNumber(w, recordCancel, uint32(i.j.id))
	case recordForget:
		if id, ok := r.bound[i.j]; ok {
			delete(r.bound, i.j)
			writeNumber(w, recordForget, id)
		}
	case recordStop, recordPing:
		at, start := w.begin(i.kind, 0)
		w.end(at, start)
	}
}

func writeNumber(w *writer, kind recordKind, n uint32) {
	at, start := w.begin(kind, 0)
	w.u32(n)
	w.u32(0)
	w.end(at, start)
}

// writeChunk appends a chunk, after the definition of what it calls where the worker has not
// been told. A chunk whose job has ended, or none of whose arguments can be encoded, is dropped.
func (r *remote) writeChunk(w *writer, c *chunk) {
	j := c.job
	r.pool.mu.Lock()
	ended, bound := j.ended, j.bound()
	c.sent = !ended
	if !ended {
		j.reading++
	}
	r.pool.unlock()
	if ended {
		r.drop(c, nil)
		return
	}
	defer r.pool.doneReading(j)
	callable, err := r.define(w, j, bound)
	if err != nil {
		r.drop(c, r.pool.taskError(j.function, -1, nil, err))
		return
	}
	flags := uint8(0)
	if j.goesOn() {
		flags |= flagKeepGoing
	}
	if j.opts.timeout > 0 {
		flags |= flagSingle
	}
	mark := w.mark()
	before := w.size()
	at, start := w.begin(recordChunk, flags)
	w.u32(r.sent)
	w.u32(uint32(j.id))
	w.u32(callable)
	count := len(w.buf)
	w.u32(0)
	n, err := c.batch.encodeArgs(w, c.offset, c.offset+c.count)
	if err == nil && w.size()-before > maxFrame {
		n, err = 0, errChunkTooLarge
	}
	if err != nil && !r.shorten(c, n, err) {
		w.reset(mark)
		return
	}
	w.setU32(count, uint32(n))
	w.end(at, start)
	c.bytes = w.size() - before
	r.sent++
}

var errChunkTooLarge = errors.New("the arguments of the chunk are more than a frame can carry (1 GiB); use smaller chunks")

// define makes sure that the worker knows what j calls, and returns its number there.
func (r *remote) define(w *writer, j *job, bound *boundConstant) (uint32, error) {
	if bound == nil {
		id, ok := r.plain[j.function]
		if !ok {
			id = r.writeDefine(w, j.function, bindNone, nil)
			r.plain[j.function] = id
		}
		return id, nil
	}
	id, ok := r.bound[j]
	if !ok {
		data, err := bound.encoded()
		if err != nil {
			return 0, err
		}
		id = r.writeDefine(w, j.function, bound.binding, data)
		r.bound[j] = id
	}
	return id, nil
}

func (r *remote) writeDefine(w *writer, function string, b binding, data []byte) uint32 {
	id := r.callable
	r.callable++
	at, start := w.begin(recordDefine, 0)
	w.u32(id)
	w.u32(uint32(b))
	w.string(function)
	w.bytes(data)
	w.end(at, start)
	return id
}

// drop takes a chunk back that was not sent. err, if there is one, ends its job.
func (r *remote) drop(c *chunk, err *TaskError) {
	p := r.pool
	p.mu.Lock()
	defer p.unlock()
	c.sent = false
	if err != nil {
		p.endJob(c.job, err)
	}
	r.takeBack(c)
}

// takeBack removes an unsent chunk from what the worker holds. The pool's mu is held.
func (r *remote) takeBack(c *chunk) {
	w := r.worker
	for i, held := range w.inflight {
		if held != c {
			continue
		}
		if c.watch != nil {
			c.watch.Stop()
		}
		w.load -= c.cost
		w.given--
		w.inflight = append(w.inflight[:i], w.inflight[i+1:]...)
		if i == 0 {
			r.pool.putDown(w, c)
		}
		return
	}
}

// putDown is the end of a chunk that its worker had begun for all the parent knew, but was never
// sent.
func (p *Pool) putDown(w *worker, c *chunk) {
	now := p.now()
	p.emit(Event{Kind: ChunkDone, Job: c.job.id, Worker: w.slot.index, Function: c.job.function, First: c.first,
		Count: c.count, Err: c.job.err, Start: now, End: now})
	if len(w.inflight) > 0 {
		p.begin(w, w.inflight[0])
	} else if !w.stopping {
		p.refill(w)
	}
}

// shorten sees to a chunk whose task n has an argument that cannot be encoded with err. It is
// true where the tasks before n are to be sent.
func (r *remote) shorten(c *chunk, n int, err error) bool {
	p := r.pool
	p.mu.Lock()
	defer p.unlock()
	if !slices.Contains(r.worker.inflight, c) {
		return false // the worker has died meanwhile, and c was given again
	}
	tail := c.rest(n + 1)
	failing := &chunk{job: c.job, batch: c.batch, first: c.first + n, count: 1, offset: c.offset + n}
	p.taskFailed(failing, nil, err)
	c.count = n
	p.giveAgain(tail)
	p.assign()
	if n == 0 || c.job.ended {
		c.sent = false
		r.takeBack(c)
		return false
	}
	return true
}
