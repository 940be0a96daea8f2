package bench

import "time"

// A stepper tells how far a measurement has come.
type stepper struct {
	done, all int
	began     time.Time
	tell      func(Step)      // nil: nobody is told
	reports   func() []Report // for who is told
}

// next says that what is measured next has so many workers.
func (s *stepper) next(workers int) {
	if s.tell != nil {
		s.tell(Step{Done: s.done, All: s.all, Workers: workers, Left: s.left(), Reports: s.reports})
	}
	s.done++
}

func (s *stepper) end() {
	if s.tell != nil {
		s.tell(Step{Done: s.all, All: s.all, Reports: s.reports})
	}
}

func (s *stepper) left() time.Duration {
	if s.done == 0 {
		return 0
	}
	return time.Since(s.began) / time.Duration(s.done) * time.Duration(s.all-s.done)
}
