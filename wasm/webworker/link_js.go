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

	mu  sync.Mutex
	end error // guarded by mu: what Receive returns from now on

	// Used by Receive alone.
	more bool // something waits that wake no longer tells of
	room [smallFrame]byte
}

// smallFrame is the size up to which a frame is fetched in one call.
const smallFrame = 4 << 10

var (
	linksMu sync.Mutex
	links   = map[int32]*link{} // guarded by linksMu: those that have not ended
)

func newLink(id int32) *link {
	// Frames may have come before the program asked.
	l := &link{id: id, wake: make(chan struct{}, 1), more: true}
	linksMu.Lock()
	defer linksMu.Unlock()
	links[id] = l
	return l
}

func (l *link) Send(frame []byte) error { return l.SendParts(frame) }

// SendsEagerly says that the browser queues what is sent: see pool.EagerLink.
func (l *link) SendsEagerly() {}

func (l *link) SendParts(parts ...[]byte) error {
	if err := l.ended(); err != nil {
		return err
	}
	return theHost.sendParts(l.id, parts...)
}

func (l *link) Receive() ([]byte, error) {
	for {
		if err := l.ended(); err != nil {
			return nil, err
		}
		if !l.more {
			<-l.wake
		}
		d, ok := theHost.receive(l.id, l.room[:])
		l.more = ok && d.more
		switch {
		case ok && d.kind == deliveredEnd:
			l.finish(errors.New(string(d.message)))
		case ok:
			return l.frame(d), nil
		}
	}
}

// frame returns what was delivered as a frame that the caller may keep.
func (l *link) frame(d delivery) []byte {
	switch d.kind {
	case deliveredStdout:
		return pool.OutputFrame(1, d.message)
	case deliveredStderr:
		return pool.OutputFrame(2, d.message)
	}
	if len(d.message) <= len(l.room) {
		return append(make([]byte, 0, len(d.message)), d.message...)
	}
	return d.message
}

func (l *link) ended() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.end
}

func (l *link) signal() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Kill terminates the worker. What it sent and nobody received is dropped.
func (l *link) Kill() error {
	if !l.finish(errKilled) {
		return nil
	}
	_, err := theHost.kill.Invoke(int(l.id))
	return err
}

// finish ends the link, unless it has ended.
func (l *link) finish(reason error) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.end != nil {
		return false
	}
	l.end = reason
	l.signal()
	linksMu.Lock()
	delete(links, l.id)
	linksMu.Unlock()
	if l.unwatch != nil {
		l.unwatch()
	}
	return true
}
