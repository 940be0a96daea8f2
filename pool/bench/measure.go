package bench

import (
	"context"
	"errors"
	"slices"
	"time"

	"poolground/pool"
)

// Measure does what Run does, measures the plain loop in turns with it and the bytes that cross,
// and concludes. When ctx ends, it returns what it has with ctx's error.
func (s Sweep) Measure(ctx context.Context) (Report, error) {
	reports, err := Compare(ctx, []Sweep{s}, s.OnStep)
	if len(reports) == 0 {
		return Report{}, err
	}
	return reports[0], err
}

// Compare measures several sweeps as Measure does, in turns: the first repetition of each, then the
// second. Those of the same workload and size have one plain loop. It tells onStep, which may be nil, how far it has come; the sweeps' own are not called.
func Compare(ctx context.Context, sweeps []Sweep, onStep func(Step)) ([]Report, error) {
	steps := stepper{tell: onStep, began: time.Now()}
	var ms []*comparison
	rounds := 0
	for _, s := range sweeps {
		if err := s.Validate(); err != nil {
			return nil, err
		}
		m := &comparison{newMeasurement(s), s.Report(), nil}
		for _, other := range ms {
			if other.loop == nil && other.Workload.Name == s.Workload.Name && other.Size == s.Size && other.Repetitions >= s.Repetitions {
				m.loop = other
			}
		}
		ms = append(ms, m)
		rounds = max(rounds, s.Repetitions)
		steps.all += m.steps() * s.Repetitions
		if m.loop == nil {
			steps.all += s.Repetitions
		}
		if m.crosses() {
			steps.all += m.steps()
		}
	}
	err := turns(ctx, ms, rounds, &steps)
	reports := make([]Report, len(ms))
	for i, m := range ms {
		m.report.Points = m.points
		if m.loop != nil {
			m.report.Serial = slices.Clone(m.loop.report.Serial)
		}
		m.report.Interrupted = ctx.Err() != nil
		m.report.Conclude()
		reports[i] = m.report
	}
	return reports, err
}

// A comparison is one of the sweeps that are measured in turns.
type comparison struct {
	*measurement
	report Report
	loop   *comparison // whose plain loop is this one's too; nil: its own
}

func turns(ctx context.Context, ms []*comparison, rounds int, steps *stepper) error {
	for round := range rounds {
		for _, m := range ms {
			if round < m.Repetitions {
				if err := m.turn(ctx, steps); err != nil {
					return err
				}
			}
		}
	}
	for _, m := range ms {
		if !m.crosses() {
			continue
		}
		for i := range m.points {
			p := &m.points[i]
			steps.next(p.Workers)
			var err error
			if p.Out, p.In, err = m.transfer(ctx, m.job, *p); err != nil {
				return err
			}
		}
	}
	steps.end()
	return nil
}

func (m *comparison) turn(ctx context.Context, steps *stepper) error {
	if m.loop == nil {
		steps.next(0)
		if _, err := m.job.serial(ctx); err != nil { // warm, as the pools are
			return err
		}
		took, err := m.job.serial(ctx)
		if err != nil {
			return err
		}
		m.report.Serial = append(m.report.Serial, took.Seconds())
	}
	return m.round(ctx, steps)
}

// crosses says whether there are bytes to count: goroutines share memory.
func (s Sweep) crosses() bool { return s.Backend != nil && s.Backend != pool.Goroutines() }

// Trace runs one job on a new pool and returns its events, the starting of the workers included.
// When ctx ends, it returns those until then with ctx's error.
func (w Workload) Trace(ctx context.Context, size, chunkSize int, o pool.Options) ([]pool.Event, error) {
	var events []pool.Event
	o.OnEvent = func(e pool.Event) { events = append(events, e) }
	p, err := pool.New(ctx, o)
	if err != nil {
		return nil, err
	}
	_, err = w.make(size).pooled(ctx, p, Point{ChunkSize: chunkSize}.options()...)
	p.Close()
	if err != nil {
		p.Terminate()
	}
	err = errors.Join(err, p.Join(context.WithoutCancel(ctx)))
	return events, err
}
