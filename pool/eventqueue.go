package pool

import (
	"context"
	"sync"
)

// An eventQueue carries events from the scheduler, which must not wait, to the observers, which
// may take their time and may ask the pool. Its goroutine ends after close, when the queue is
// empty. A nil eventQueue is one that nobody observes.
type eventQueue struct {
	observers []func(Event)
	empty     chan struct{} // closed when the goroutine has ended

	mu      sync.Mutex
	more    sync.Cond
	pending []Event // guarded by mu
	closed  bool    // guarded by mu
}

func (p *Pool) observe(host Platform) {
	var observers []func(Event)
	if p.options.OnEvent != nil {
		observers = append(observers, p.options.OnEvent)
	}
	if host.Observe != nil {
		if f := host.Observe(); f != nil {
			observers = append(observers, f)
		}
	}
	if len(observers) == 0 {
		return
	}
	q := &eventQueue{observers: observers, empty: make(chan struct{})}
	q.more.L = &q.mu
	p.events = q
	go q.run()
}

// emit queues an event. The pool's mu is held, which keeps events in the order of their times.
func (p *Pool) emit(e Event) {
	if p.events == nil {
		return
	}
	if e.At == 0 {
		e.At = p.now()
	}
	p.events.put(e)
}

// callerEvent emits an event from outside the scheduler.
func (p *Pool) callerEvent(kind EventKind, job int, call string) {
	p.mu.Lock()
	defer p.unlock()
	if job < 0 && kind == CallerBlocked {
		p.joining++
	} else if job < 0 {
		p.joining--
	}
	p.emit(Event{Kind: kind, Job: job, Worker: -1, Function: call})
}

// endEvents emits a pool's last events and ends them: with the pool, who is in Join resumes. The
// pool's mu is held.
func (p *Pool) endEvents() {
	for range p.joining {
		p.emit(Event{Kind: CallerResumed, Job: -1, Worker: -1, Function: "Join"})
	}
	p.events.close()
}

func (q *eventQueue) put(e Event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.pending = append(q.pending, e)
		q.more.Signal()
	}
}

func (q *eventQueue) close() {
	if q == nil {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.more.Signal()
}

// drained waits until the observers have seen every event.
func (q *eventQueue) drained(ctx context.Context) error {
	if q == nil {
		return nil
	}
	select {
	case <-q.empty:
		return nil
	default:
	}
	select {
	case <-q.empty:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (q *eventQueue) run() {
	defer close(q.empty)
	var batch []Event
	for {
		q.mu.Lock()
		for len(q.pending) == 0 && !q.closed {
			q.more.Wait()
		}
		batch, q.pending = q.pending, batch[:0]
		q.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		for _, e := range batch {
			for _, f := range q.observers {
				f(e)
			}
		}
		clear(batch)
	}
}
