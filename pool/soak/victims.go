package soak

import (
	"context"
	"math/rand/v2"
	"sync"

	"poolground/pool"
)

// victims is a backend whose workers can be killed from outside, once they are ready: a pool
// none of whose workers ever gets ready would rightly give up.
type victims struct {
	backend pool.Backend

	mu    sync.Mutex
	ready []*victim // guarded by mu
}

// wrap returns the backend that the pool is to use.
func (v *victims) wrap() pool.Backend {
	if v.unkillable() {
		return v.backend
	}
	return v
}

func (v *victims) unkillable() bool { return v.backend == pool.Goroutines() }

func (v *victims) Start(ctx context.Context, slot int) (pool.Link, error) {
	l, err := v.backend.Start(ctx, slot)
	if err != nil {
		return nil, err
	}
	link := &victim{Link: l, among: v}
	switch l := l.(type) {
	case pool.EagerLink:
		return eagerVictim{link, l}, nil
	case pool.DirectLink:
		return directVictim{vectorVictim{link, l}, l}, nil
	case pool.VectorLink:
		return vectorVictim{link, l}, nil
	}
	return link, nil
}

// kill kills one of those that are ready.
func (v *victims) kill(r *rand.Rand) bool {
	v.mu.Lock()
	if len(v.ready) == 0 {
		v.mu.Unlock()
		return false
	}
	l := v.ready[r.IntN(len(v.ready))]
	v.mu.Unlock()
	_ = l.Kill()
	return true
}

// A victim is a link that says when its worker has become ready and has gone.
type victim struct {
	pool.Link
	among  *victims
	frames int // received
}

// readyAfter is how many frames a worker sends until it is ready: alive, ready.
const readyAfter = 2

func (l *victim) Receive() ([]byte, error) {
	frame, err := l.Link.Receive()
	if frame != nil {
		l.frames++
	}
	v := l.among
	switch {
	case err != nil:
		v.mu.Lock()
		defer v.mu.Unlock()
		for i, other := range v.ready {
			if other == l {
				v.ready = append(v.ready[:i], v.ready[i+1:]...)
				break
			}
		}
	case frame != nil && l.frames == readyAfter:
		v.mu.Lock()
		defer v.mu.Unlock()
		v.ready = append(v.ready, l)
	}
	return frame, err
}

type vectorVictim struct {
	*victim
	parts pool.VectorLink
}

func (l vectorVictim) SendParts(parts ...[]byte) error { return l.parts.SendParts(parts...) }

type directVictim struct {
	vectorVictim
	direct pool.DirectLink
}

func (l directVictim) TrySend(parts ...[]byte) (bool, error) { return l.direct.TrySend(parts...) }
func (l directVictim) Interrupt()                            { l.direct.Interrupt() }

type eagerVictim struct {
	*victim
	parts pool.EagerLink
}

func (l eagerVictim) SendParts(parts ...[]byte) error { return l.parts.SendParts(parts...) }
func (l eagerVictim) SendsEagerly()                   {}
