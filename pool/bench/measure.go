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
// second. Those of the same workload and size have one plain loop. It tells onStep, which may be
// nil, how far it has come; the sweeps' own are not called.
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
	conclude := func() []Report {
		reports := make([]Report, len(ms))
		for i, m := range ms {
			reports[i] = m.concluded()
			reports[i].Interrupted = ctx.Err() != nil
		}
		return reports
	}
	steps.reports = conclude
	err := turns(ctx, ms, rounds, &steps)
	return conclude(), err
}

// A comparison is one of the sweeps that are measured in turns.
type comparison struct {
	*measurement
	report Report
	loop   *comparison // whose plain loop is this one's too; nil: its own
}

// concluded is the report of what was measured until now.
func (m *comparison) concluded() Report {
	r := m.report
	r.Points = slices.Clone(m.points)
	for i := range r.Points {
		r.PeakChild = max(r.PeakChild, r.Points[i].PeakChild)
		r.Points[i].Seconds = slices.Clone(r.Points[i].Seconds)
	}
	r.Serial = slices.Clone(r.Serial)
	if m.loop != nil {
		r.Serial = slices.Clone(m.loop.report.Serial)
	}
	r.Conclude()
	return r
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
			if err := m.transfer(ctx, m.job, p); err != nil {
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
