package bench

import (
	"context"
	"sync/atomic"

	"poolground/pool"
)

// transfer counts the bytes of one job's frames on a warm pool. It takes no time: the counting link
// offers none of the shortcuts that the backend's own may have.
func (s Sweep) transfer(ctx context.Context, j job, at Point) (out, in int64, err error) {
	counting := &countingBackend{Backend: s.Backend}
	err = s.withPool(ctx, at.Workers, counting, func(p *pool.Pool) error {
		if _, err := j.pooled(ctx, p, at.options()...); err != nil {
			return err
		}
		out, in = counting.out.Load(), counting.in.Load()
		_, err := j.pooled(ctx, p, at.options()...)
		out, in = counting.out.Load()-out, counting.in.Load()-in
		if s.OnCounted != nil {
			s.OnCounted()
		}
		return err
	})
	return out, in, err
}

// A countingBackend counts what the links of its workers carry.
type countingBackend struct {
	pool.Backend
	out, in atomic.Int64
}

func (b *countingBackend) Start(ctx context.Context, slot int) (pool.Link, error) {
	link, err := b.Backend.Start(ctx, slot)
	if err != nil {
		return nil, err
	}
	return countingLink{link, b}, nil
}

type countingLink struct {
	pool.Link
	b *countingBackend
}

func (l countingLink) Send(frame []byte) error {
	l.b.out.Add(int64(len(frame)))
	return l.Link.Send(frame)
}

func (l countingLink) Receive() ([]byte, error) {
	frame, err := l.Link.Receive()
	l.b.in.Add(int64(len(frame)))
	return frame, err
}
