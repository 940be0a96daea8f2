package pool

import (
	"context"
	"errors"
	"sync"
)

// Goroutines is the backend whose workers are goroutines of this program. They share its memory:
// nothing is encoded, so arguments and results of any type will do, and a task that changes what
// its argument points to changes it for the caller. A goroutine cannot be killed: one that is
// given up (Terminate, TaskTimeout) is left to end by itself, and Join waits for it.
func Goroutines() Backend { return goroutines{} }

type goroutines struct{}

func (goroutines) Start(context.Context, int) (Link, error) { return &goroutineLink{}, nil }

// A goroutineLink tells the pool that tasks can be called directly. To a program that wraps the
// backend it is a link like any other, with a worker behind it that serves frames.
type goroutineLink struct {
	once     sync.Once
	toWorker *frameQueue
	toParent *frameQueue
}

func (l *goroutineLink) serve() {
	l.once.Do(func() {
		l.toWorker, l.toParent = newFrameQueue(), newFrameQueue()
		go func() {
			err := serve(workerSide{l})
			if err == nil {
				err = errEnded
			}
			l.toParent.end(err)
			l.toWorker.end(err)
		}()
	})
}

var (
	errEnded  = errors.New("ended")
	errKilled = errors.New("killed")
)

func (l *goroutineLink) Send(frame []byte) error {
	l.serve()
	return l.toWorker.put(frame)
}

func (l *goroutineLink) Receive() ([]byte, error) {
	l.serve()
	return l.toParent.take()
}

func (l *goroutineLink) Kill() error {
	l.serve()
	l.toParent.end(errKilled)
	l.toWorker.end(errKilled)
	return nil
}

// workerSide is the worker's end of a goroutineLink.
type workerSide struct{ l *goroutineLink }

func (s workerSide) Send(frame []byte) error  { return s.l.toParent.put(frame) }
func (s workerSide) Receive() ([]byte, error) { return s.l.toWorker.take() }
func (s workerSide) Kill() error              { return s.l.Kill() }

// A frameQueue holds frames between two goroutines, as many as are put.
type frameQueue struct {
	mu     sync.Mutex
	more   sync.Cond
	frames [][]byte // guarded by mu
	err    error    // why no more will come; guarded by mu
}

func newFrameQueue() *frameQueue {
	q := &frameQueue{}
	q.more.L = &q.mu
	return q
}

func (q *frameQueue) put(frame []byte) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err != nil {
		return q.err
	}
	q.frames = append(q.frames, frame)
	q.more.Signal()
	return nil
}

// take returns the next frame. What was put before the end is still taken, unless it was a kill.
func (q *frameQueue) take() ([]byte, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.frames) == 0 && q.err == nil {
		q.more.Wait()
	}
	if len(q.frames) == 0 || q.err == errKilled {
		return nil, q.err
	}
	frame := q.frames[0]
	q.frames = q.frames[1:]
	return frame, nil
}

func (q *frameQueue) end(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil {
		q.err = err
		q.more.Broadcast()
	}
}
