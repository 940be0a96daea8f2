package trace

import (
	"time"

	"poolground/pool"
)

// A Lane is what one worker did.
type Lane struct {
	Worker int // slot
	Busy   []Span
}

// A Span is from Start to End, since the pool's New.
type Span struct{ Start, End time.Duration }

// Lanes returns one lane for each slot, with the times at which its worker ran chunks, in order.
// A chunk that its worker died with counts until then.
func Lanes(events []pool.Event) []Lane {
	lanes := make([]Lane, workers(events))
	for i := range lanes {
		lanes[i].Worker = i
	}
	running := map[int]time.Duration{}
	for _, e := range events {
		busy := Span{e.Start, e.End}
		switch e.Kind {
		case pool.ChunkStarted:
			running[e.Worker] = e.At
			continue
		case pool.WorkerDied:
			began, ok := running[e.Worker]
			if !ok {
				continue
			}
			busy = Span{began, e.At}
		case pool.ChunkDone:
		default:
			continue
		}
		delete(running, e.Worker)
		if e.Worker >= 0 && busy.End > busy.Start {
			lanes[e.Worker].Busy = append(lanes[e.Worker].Busy, busy)
		}
	}
	return lanes
}

// Total is for how long the worker was busy.
func (l Lane) Total() (d time.Duration) {
	for _, s := range l.Busy {
		d += s.End - s.Start
	}
	return d
}

// Extent is from the first job's start to the last one's end; zero where there was none.
func Extent(events []pool.Event) (s Span) {
	first := true
	for _, e := range events {
		if e.Kind == pool.JobStarted && first {
			s.Start, first = e.At, false
		}
		if e.Kind == pool.JobDone {
			s.End = max(s.End, e.At)
		}
	}
	return s
}

// Utilisation is the share, from 0 to 1, of the workers' time between the first job's start and
// the last one's end in which they ran chunks.
func Utilisation(events []pool.Event) float64 {
	lanes, extent := Lanes(events), Extent(events)
	whole := (extent.End - extent.Start) * time.Duration(len(lanes))
	if whole <= 0 {
		return 0
	}
	var busy time.Duration
	for _, l := range lanes {
		busy += l.Total()
	}
	return float64(busy) / float64(whole)
}
