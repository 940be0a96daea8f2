package webworker

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"poolground/pool"
)

// New returns a backend whose workers are Web Workers.
func New(o Options) pool.Backend { return &backend{o} }

type backend struct{ options Options }

// Start returns as soon as the browser has begun to start the worker. A script that cannot be
// loaded ends the link's Receive.
func (b *backend) Start(ctx context.Context, slot int) (pool.Link, error) {
	if theHost == nil {
		return nil, errHost
	}
	id, err := theHost.start.Invoke(slot, b.options.Script)
	if err != nil {
		return nil, fmt.Errorf("webworker: the browser starts no worker: %w", err)
	}
	n, err := id.Int()
	if err != nil {
		return nil, fmt.Errorf("webworker: %w", err)
	}
	l := newLink(int32(n))
	l.unwatch = context.AfterFunc(ctx, func() { l.Kill() })
	return l, nil
}

var errKilled = errors.New("killed")

// A link is a link to a worker or, in a worker, to its parent.
type link struct {
	id      int32
	unwatch func() bool   // stops watching the context of Start; nil in a worker
	wake    chan struct{} // holds a token when the inbox may have changed

	mu    sync.Mutex
	inbox [][]byte // guarded by mu
	end   error    // guarded by mu: what Receive returns after the inbox
}

var (
	linksMu sync.Mutex
	links   = map[int32]*link{} // guarded by linksMu: those that have not ended
)

func newLink(id int32) *link {
	l := &link{id: id, wake: make(chan struct{}, 1)}
	linksMu.Lock()
	defer linksMu.Unlock()
	links[id] = l
	return l
}

func (l *link) Send(frame []byte) error { return l.SendParts(frame) }

func (l *link) SendParts(parts ...[]byte) error {
	l.mu.Lock()
	err := l.end
	l.mu.Unlock()
	if err != nil {
		return err
	}
	return theHost.sendParts(l.id, parts...)
}

func (l *link) Receive() ([]byte, error) {
	for {
		if frame, end := l.take(); frame != nil || end != nil {
			return frame, end
		}
		<-l.wake
	}
}

func (l *link) take() ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.inbox) == 0 {
		if l.end != nil {
			l.signal() // for the next Receive
		}
		return nil, l.end
	}
	frame := l.inbox[0]
	l.inbox[0] = nil
	l.inbox = l.inbox[1:]
	return frame, nil
}

func (l *link) put(frame []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.end == nil {
		l.inbox = append(l.inbox, frame)
		l.signal()
	}
}

func (l *link) signal() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Kill terminates the worker. What it sent and nobody received is dropped.
func (l *link) Kill() error {
	if !l.finish(errKilled, true) {
		return nil
	}
	_, err := theHost.kill.Invoke(int(l.id))
	return err
}

// finish ends the link, unless it has ended.
func (l *link) finish(reason error, drop bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.end != nil {
		return false
	}
	l.end = reason
	if drop {
		l.inbox = nil
	}
	l.signal()
	linksMu.Lock()
	delete(links, l.id)
	linksMu.Unlock()
	if l.unwatch != nil {
		// In a goroutine of its own: what ends a link may run on the browser's behalf.
		go l.unwatch()
	}
	return true
}
