package bench

import (
	"math"
	"math/rand/v2"
	"slices"
)

// A Point is what was measured with one number of workers, or with one size of chunks.
type Point struct {
	Workers   int       `json:"workers"`
	ChunkSize int       `json:"chunkSize,omitempty"` // tasks; 0: the pool's default
	Seconds   []float64 `json:"seconds"`             // one a repetition
	// Out and In are the bytes of the frames of one job, to the workers and back. Both are 0 where
	// they share memory, and where nothing was counted.
	Out int64 `json:"out,omitempty"`
	In  int64 `json:"in,omitempty"`
	// PeakChild is the most memory, in bytes, that one of the worker processes of a job held; 0 where
	// there are none, or the system does not say.
	PeakChild int64 `json:"peakChild,omitempty"`
}

// Median is the median of the point's times, in seconds.
func (p Point) Median() float64 { return quantile(p.Seconds, 0.5) }

// Measured says whether the point has a time: the last ones of an interrupted sweep may have none.
func (p Point) Measured() bool { return len(p.Seconds) > 0 }

// Spread is the quartiles of the point's times, in seconds.
func (p Point) Spread() (low, high float64) {
	return quantile(p.Seconds, 0.25), quantile(p.Seconds, 0.75)
}

// quantile interpolates between the two values next to it; of none it is not a number.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	at := q * float64(len(sorted)-1)
	low := int(at)
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (at-float64(low))*(sorted[high]-sorted[low])
}

// An Estimate is a fitted value with the range in which nine in ten fits of resampled repetitions
// lie.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Fits is what two laws make of a sweep's points.
//
// Amdahl's law (Amdahl, 1967): n workers are n / (1 + s(n-1)) times as fast as one, where s is the
// share of the work that only one can do at a time.
//
// The Universal Scalability Law (Gunther, 1993): n / (1 + σ(n-1) + κn(n-1)). σ is contention, as s
// is; κ is what each worker costs each other, so that the speed has a peak, at √((1-σ)/κ).
type Fits struct {
	Serial     Estimate `json:"serial"`     // Amdahl's s
	Contention Estimate `json:"contention"` // σ
	Crosstalk  Estimate `json:"crosstalk"`  // κ
	Peak       float64  `json:"peak"`       // workers; 0 where the law has none
}

// Amdahl is how many times as fast as one worker n are, by Amdahl's law.
func (f Fits) Amdahl(n float64) float64 { return n / (1 + f.Serial.Value*(n-1)) }

// USL is how many times as fast as one worker n are, by the Universal Scalability Law.
func (f Fits) USL(n float64) float64 {
	return n / (1 + f.Contention.Value*(n-1) + f.Crosstalk.Value*n*(n-1))
}

// bootstraps is how many resampled sweeps confidence comes from.
const bootstraps = 400

// Fit fits both laws to a sweep that has a point of one worker and at least one other; ok is false
// for others, and where a time was too short for the clock.
func Fit(points []Point) (f Fits, ok bool) {
	points = measured(points)
	if !slices.ContainsFunc(points, func(p Point) bool { return p.Workers == 1 }) || len(points) < 2 || tooShort(points) {
		return Fits{}, false
	}
	s := amdahl(points)
	sigma, kappa := usl(points)
	var ss, sigmas, kappas []float64
	resample(points, func(again []Point) {
		ss = append(ss, amdahl(again))
		sigma, kappa := usl(again)
		sigmas, kappas = append(sigmas, sigma), append(kappas, kappa)
	})
	f = Fits{estimate(s, ss), estimate(sigma, sigmas), estimate(kappa, kappas), 0}
	if kappa > 0 {
		f.Peak = math.Sqrt(max(0, 1-sigma) / kappa)
	}
	return f, true
}

// tooShort says whether a time is 0: a browser's clock has steps of up to a millisecond.
func tooShort(points []Point) bool {
	return slices.ContainsFunc(points, func(p Point) bool { return slices.Min(p.Seconds) <= 0 })
}

// resample calls f with sweeps whose repetitions are drawn from those of points, with replacement.
// They are the same in each run.
func resample(points []Point, f func([]Point)) {
	r := rand.New(rand.NewPCG(1, 2))
	again := make([]Point, len(points))
	for range bootstraps {
		for i, p := range points {
			again[i] = Point{Workers: p.Workers, ChunkSize: p.ChunkSize, Seconds: make([]float64, len(p.Seconds))}
			for k := range p.Seconds {
				again[i].Seconds[k] = p.Seconds[r.IntN(len(p.Seconds))]
			}
		}
		f(again)
	}
}

func estimate(value float64, resampled []float64) Estimate {
	return Estimate{value, quantile(resampled, 0.05), quantile(resampled, 0.95)}
}

// deviations calls f for each point with its number of workers n and n/C - 1, where C is its speed
// as a multiple of one worker's. That is linear in the laws' parameters, in which Gunther fits it
// too (Guerrilla Capacity Planning, 2007, chapter 5).
func deviations(points []Point, f func(n, y float64)) {
	var one float64
	for _, p := range points {
		if p.Workers == 1 {
			one = p.Median()
		}
	}
	for _, p := range points {
		if n := float64(p.Workers); n > 1 {
			f(n, n*p.Median()/one-1)
		}
	}
}

// amdahl is the s of least squares, between 0 and 1.
func amdahl(points []Point) float64 {
	var xx, xy float64
	deviations(points, func(n, y float64) {
		xx += (n - 1) * (n - 1)
		xy += (n - 1) * y
	})
	return min(max(0, xy/xx), 1)
}

// usl is the σ and κ of least squares, σ between 0 and 1 and κ not below 0.
func usl(points []Point) (sigma, kappa float64) {
	var aa, ab, bb, ay, by float64
	deviations(points, func(n, y float64) {
		a, b := n-1, n*(n-1)
		aa, ab, bb, ay, by = aa+a*a, ab+a*b, bb+b*b, ay+a*y, by+b*y
	})
	alone := min(max(0, ay/aa), 1) // the best σ where κ is 0
	det := aa*bb - ab*ab
	if det <= 1e-9*aa*bb { // one point: all of it is contention
		return alone, 0
	}
	sigma, kappa = (ay*bb-by*ab)/det, (by*aa-ay*ab)/det
	const rounding = 1e-9 // what it leaves of a κ of 0, too
	if sigma >= 0 && sigma <= 1 && kappa >= rounding {
		return sigma, kappa
	}
	// The squares are convex: the least within the bounds lies on one of them.
	squares := func(sigma, kappa float64) float64 { // less those of y, which are the same for all
		return sigma*sigma*aa + 2*sigma*kappa*ab + kappa*kappa*bb - 2*sigma*ay - 2*kappa*by
	}
	sigma, kappa = alone, 0
	for _, s := range []float64{0, 1} {
		if k := (by - s*ab) / bb; k >= rounding && squares(s, k) < squares(sigma, kappa) {
			sigma, kappa = s, k
		}
	}
	return sigma, kappa
}
