package bench

import (
	"fmt"
	"slices"
)

// RecommendChunks chooses the size of chunks that is the fastest, and says which others are within
// 3% of it. Points of the pool's default size, 0, do not take part.
func RecommendChunks(points []Point) Recommendation {
	points = slices.DeleteFunc(measured(points), func(p Point) bool { return p.ChunkSize == 0 })
	switch {
	case len(points) < 2:
		return Recommendation{Sentence: "There is no choice to make: fewer than two chunk sizes were measured."}
	case !slices.ContainsFunc(points, func(p Point) bool { return len(p.Seconds) > 2 }):
		return Recommendation{Sentence: "No choice is supported: measure at least three repetitions."}
	case tooShort(points):
		return Recommendation{Sentence: tooShortWords}
	}
	slices.SortFunc(points, func(a, b Point) int { return a.ChunkSize - b.ChunkSize })
	best := fastest(points)
	first, last := near(points, best)
	agree := 0
	resample(points, func(again []Point) {
		if other := fastest(again); other >= first && other <= last {
			agree++
		}
	})
	r := Recommendation{ChunkSize: points[best].ChunkSize, Confidence: float64(agree) / bootstraps}
	switch {
	case r.Confidence < sure:
		r.Sentence = fmt.Sprintf("The times vary too much for a choice: chunks of %d would be it, but only %.0f%% of resampled sweeps agree. "+
			"Measure more repetitions, or on a quieter machine.", r.ChunkSize, 100*r.Confidence)
		r.ChunkSize = 0
	case first == last:
		r.Sentence = fmt.Sprintf("Chunks of %d: the fastest; every other size is more than 3%% slower.", r.ChunkSize)
	default:
		r.Sentence = fmt.Sprintf("Chunks of %d: the fastest; from %d to %d the difference is within 3%%.",
			r.ChunkSize, points[first].ChunkSize, points[last].ChunkSize)
	}
	return r
}

// near is the range of points around best, without a gap, that are within 3% of it.
func near(points []Point, best int) (first, last int) {
	limit := (1 + within) * points[best].Median()
	for first = best; first > 0 && points[first-1].Median() <= limit; first-- {
	}
	for last = best; last < len(points)-1 && points[last+1].Median() <= limit; last++ {
	}
	return first, last
}
