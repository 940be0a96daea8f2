//go:build !js

package cli

import (
	"context"
	"time"

	"poolground/pool/bench"
)

// pythonTime is how long a plain loop in Python may take: longer ones get a smaller size.
const pythonTime = time.Second / 2

// size is the one to measure with Python, and how many times as long Go takes for the whole one.
func (p *python) size(ctx context.Context, s bench.Sweep, program string, show *progress) (small int, scale float64, err error) {
	show.say("finding the size that %s can do", p.version)
	// Growing from the smallest: the size asked for may take it an hour.
	for small = 1; ; {
		probe := s
		probe.Size, probe.Workers, probe.Repetitions = small, nil, 1
		r := bench.Report{}
		if err := p.run(ctx, program, probe, &r, &progress{}); err != nil {
			return 0, 0, err
		}
		took := time.Duration(r.SerialMedian() * float64(time.Second))
		if small == s.Size || took >= pythonTime/4 {
			small = max(1, min(s.Size, int(float64(small)*float64(pythonTime)/float64(took+1))))
			break
		}
		small = min(s.Size, max(small+1, min(16*small, int(float64(small)*0.5*float64(pythonTime)/float64(took+1)))))
	}
	if small == s.Size {
		return small, 0, nil
	}
	scale, err = goRatio(ctx, s.Workload, s.Size, small)
	return small, scale, err
}

// goRatio is how many times as long a plain loop in Go takes for size as for small: not every
// workload's time is in proportion to its size.
func goRatio(ctx context.Context, w bench.Workload, size, small int) (float64, error) {
	var least [2]time.Duration
	for range 3 {
		for i, n := range []int{size, small} {
			took, err := w.Serial(ctx, n)
			if err != nil {
				return 0, err
			}
			if least[i] == 0 || took < least[i] {
				least[i] = took
			}
		}
	}
	return float64(least[0]) / float64(max(1, least[1])), nil
}
