package bench

import (
	"fmt"
	"slices"
)

// within is how much slower than the best a number of workers may be that is recommended: less is
// hard to measure, and a worker less costs less memory.
const within = 0.03

// sure is how many resampled sweeps must support the choice.
const sure = 0.7

const tooShortWords = "No choice is supported: the job takes less time than the clock can tell, so measure a larger size."

// A Recommendation is what a sweep says about how many workers to use.
type Recommendation struct {
	Workers    int     `json:"workers"`             // 0 where the data support no choice
	ChunkSize  int     `json:"chunkSize,omitempty"` // in a sweep of chunk sizes, in place of Workers
	Confidence float64 `json:"confidence"`          // the share of resampled sweeps that agree
	Sentence   string  `json:"sentence"`
}

// Recommend chooses the smallest number of workers that is within 3% of the fastest: the knee, after
// which more workers gain next to nothing.
func Recommend(points []Point) Recommendation {
	points = measured(points)
	switch {
	case len(points) < 2:
		return Recommendation{Sentence: "There is no choice to make: fewer than two numbers of workers were measured."}
	case !slices.ContainsFunc(points, func(p Point) bool { return len(p.Seconds) > 2 }):
		return Recommendation{Sentence: "No choice is supported: measure at least three repetitions."}
	case tooShort(points):
		return Recommendation{Sentence: tooShortWords}
	}
	slices.SortFunc(points, func(a, b Point) int { return a.Workers - b.Workers })
	at := choice(points)
	agree := 0
	resample(points, func(again []Point) {
		if supports(again, at) {
			agree++
		}
	})
	r := Recommendation{Workers: points[at].Workers, Confidence: float64(agree) / bootstraps}
	if r.Confidence < sure {
		r.Workers = 0
		r.Sentence = fmt.Sprintf("The times vary too much for a choice: %s would be it, but only %.0f%% of resampled sweeps agree. "+
			"Measure more repetitions, or on a quieter machine.", workers(points[at].Workers), 100*r.Confidence)
		return r
	}
	r.Sentence = sentence(points, at)
	return r
}

// supports says whether again, a resampled sweep, speaks for the point at: its own choice is that
// number, give or take a quarter, or a higher one that gains next to nothing.
func supports(again []Point, at int) bool {
	other, mine := again[choice(again)].Workers, again[at].Workers
	if max(other-mine, mine-other) <= mine/4 {
		return true
	}
	return other > mine && again[at].Median() <= (1+2*within)*again[fastest(again)].Median()
}

// measured leaves out the points that an interrupted sweep did not come to.
func measured(points []Point) []Point {
	return slices.DeleteFunc(slices.Clone(points), func(p Point) bool { return !p.Measured() })
}

// choice is the index of the point to choose.
func choice(points []Point) int {
	best := points[fastest(points)].Median()
	return slices.IndexFunc(points, func(p Point) bool { return p.Median() <= (1+within)*best })
}

func fastest(points []Point) int {
	best := 0
	for i, p := range points {
		if p.Median() < points[best].Median() {
			best = i
		}
	}
	return best
}

func sentence(points []Point, at int) string {
	text := workers(points[at].Workers) + ": "
	if fastest(points) == at {
		text += "the fastest"
	} else {
		text += "within 3% of the best"
	}
	last := points[len(points)-1]
	switch slower := last.Median()/points[at].Median() - 1; {
	case at == len(points)-1:
		return text + "; more were not measured."
	case slower > within:
		return text + fmt.Sprintf("; %d are %.0f%% slower on this machine.", last.Workers, 100*slower)
	default:
		return text + fmt.Sprintf("; %d gain nothing on this machine.", last.Workers)
	}
}

func workers(n int) string {
	if n == 1 {
		return "1 worker"
	}
	return fmt.Sprintf("%d workers", n)
}
