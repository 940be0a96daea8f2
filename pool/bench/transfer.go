package bench

import (
	"context"
	"sync/atomic"

	"poolground/pool"
)

// transfer counts the bytes of one job's frames on a warm pool, and looks at its workers' memory. It
// takes no time: the counting link offers none of the shortcuts that the backend's own may have.
func (s Sweep) transfer(ctx context.Context, j job, p *Point) error {
	counting := &countingBackend{Backend: s.Backend}
	return s.withPool(ctx, p.Workers, counting, func(on *pool.Pool) error {
		if _, err := j.pooled(ctx, on, p.options()...); err != nil {
			return err
		}
		out, in := counting.out.Load(), counting.in.Load()
		_, err := j.pooled(ctx, on, p.options()...)
		p.Out, p.In = counting.out.Load()-out, counting.in.Load()-in
		if s.PeakChild != nil {
			p.PeakChild = s.PeakChild()
		}
		return err
	})
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
