package bench

import (
	"math"
	"strings"
	"testing"
)

// made is a sweep whose times follow the Universal Scalability Law, with some noise.
func made(sigma, kappa, noise float64, workers ...int) []Point {
	var points []Point
	for _, w := range workers {
		n, p := float64(w), Point{Workers: w}
		for i := range 7 {
			p.Seconds = append(p.Seconds, (1+sigma*(n-1)+kappa*n*(n-1))/n*(1+noise*float64(i-3)/3))
		}
		points = append(points, p)
	}
	return points
}

func TestFit(t *testing.T) {
	for _, c := range []struct{ sigma, kappa float64 }{{0, 0}, {0.05, 0}, {0.02, 0.001}, {0.3, 0.01}} {
		f, ok := Fit(made(c.sigma, c.kappa, 0.01, 1, 2, 3, 4, 6, 8, 12))
		if !ok || math.Abs(f.Contention.Value-c.sigma) > 0.005 || math.Abs(f.Crosstalk.Value-c.kappa) > 0.0005 {
			t.Errorf("σ %v, κ %v is fitted as %+v", c.sigma, c.kappa, f)
		}
		if c.kappa == 0 && math.Abs(f.Serial.Value-c.sigma) > 0.005 {
			t.Errorf("s %v is fitted as %+v", c.sigma, f.Serial)
		}
		for _, e := range []Estimate{f.Serial, f.Contention, f.Crosstalk} {
			if !(e.Low <= e.Value+1e-9 && e.Value <= e.High+1e-9) {
				t.Errorf("%v lies outside its range %v to %v", e.Value, e.Low, e.High)
			}
		}
		if want := math.Sqrt((1 - c.sigma) / c.kappa); c.kappa > 0 && math.Abs(f.Peak-want) > 0.05*want {
			t.Errorf("the peak is at %v, want %v", f.Peak, want)
		}
	}
}

func TestLaws(t *testing.T) {
	f := Fits{Serial: Estimate{Value: 0.5}, Contention: Estimate{Value: 0.1}, Crosstalk: Estimate{Value: 0.05}}
	if a, u := f.Amdahl(3), f.USL(3); math.Abs(a-1.5) > 1e-9 || math.Abs(u-2) > 1e-9 || f.Amdahl(1) != 1 || f.USL(1) != 1 {
		t.Errorf("3 workers are %v and %v times as fast", a, u)
	}
}

func TestFitOfTooLittle(t *testing.T) {
	for _, points := range [][]Point{nil, made(0, 0, 0, 1), made(0, 0, 0, 2, 4),
		{{Workers: 1, Seconds: []float64{1, 0, 1}}, {Workers: 2, Seconds: []float64{1, 1, 1}}}} {
		if f, ok := Fit(points); ok {
			t.Errorf("%v is fitted as %+v", points, f)
		}
	}
	if f, ok := Fit(made(0.1, 0.01, 0, 1, 2)); !ok || f.Crosstalk.Value != 0 {
		t.Errorf("two points are fitted as %+v", f)
	}
}

// Noise does not make more than all of the work serial, in no resampled sweep either.
func TestFitStaysInItsBounds(t *testing.T) {
	noisy := []Point{{Workers: 1, Seconds: []float64{0.4, 0.5, 1}}, {Workers: 2, Seconds: []float64{0.48, 0.53, 0.55}},
		{Workers: 3, Seconds: []float64{0.41, 0.53, 0.59}}, {Workers: 4, Seconds: []float64{0.65, 0.86, 1.12}}}
	for _, points := range [][]Point{noisy, made(2, 0, 0.01, 1, 2, 4), made(2, 0, 0, 1, 2), made(-0.1, 0.05, 0.01, 1, 2, 4), made(-0.1, 0, 0.01, 1, 2, 4)} {
		f, ok := Fit(points)
		if !ok || f.Contention.Low < 0 || f.Contention.High > 1 || f.Crosstalk.Low < 0 {
			t.Errorf("%v is fitted as %+v", points, f)
		}
	}
}

// No other pair of parameters within the bounds is nearer to the times.
func TestFitIsTheNearest(t *testing.T) {
	for _, points := range [][]Point{made(1.5, 0, 0, 1, 2, 3, 4), made(1.5, 0.2, 0, 1, 2, 3, 4), made(-0.2, 0.1, 0, 1, 2, 3, 4), made(1.2, -0.1, 0, 1, 2, 3, 4)} {
		off := func(sigma, kappa float64) (sum float64) {
			deviations(points, func(n, y float64) {
				d := y - sigma*(n-1) - kappa*n*(n-1)
				sum += d * d
			})
			return sum
		}
		sigma, kappa := usl(points)
		for s := 0.0; s <= 1; s += 0.05 {
			for k := 0.0; k <= 1; k += 0.05 {
				if off(s, k) < off(sigma, kappa)-1e-9 {
					t.Fatalf("%v, %v is fitted to %v; %v, %v is nearer", sigma, kappa, points, s, k)
				}
			}
		}
	}
}

func TestRecommend(t *testing.T) {
	for _, c := range []struct {
		points  []Point
		workers int
		says    string
	}{
		{made(0, 0, 0.01, 1, 2, 3, 4), 4, "4 workers: the fastest; more were not measured."},
		{made(0, 0.05, 0.001, 1, 2, 4, 8), 4, "4 workers: the fastest; 8 are 19% slower on this machine."},
		{made(0.9, 0, 0.001, 1, 2, 4, 8), 4, "4 workers: within 3% of the best; 8 gain nothing on this machine."},
		{made(0, 1, 0.001, 1, 2, 4), 1, "1 worker: the fastest; 4 are 225% slower on this machine."},
		{made(0, 0, 0, 1), 0, "fewer than two"},
		{[]Point{{Workers: 1, Seconds: []float64{1, 0, 1}}, {Workers: 2, Seconds: []float64{0, 0, 0}}}, 0, "less time than the clock can tell"},
		{[]Point{{Workers: 1, Seconds: []float64{2}}, {Workers: 2, Seconds: []float64{1}}}, 0, "three repetitions"},
		{[]Point{{Workers: 1, Seconds: []float64{1, 9, 4}}, {Workers: 2, Seconds: []float64{8, 2, 5}}, {Workers: 3, Seconds: []float64{3, 9, 4}}, {Workers: 4, Seconds: []float64{1, 9, 3}}}, 0, "vary too much"},
	} {
		r := Recommend(c.points)
		if r.Workers != c.workers || !strings.Contains(r.Sentence, c.says) {
			t.Errorf("%d workers, %q (%v); want %d, %q", r.Workers, r.Sentence, r.Confidence, c.workers, c.says)
		}
	}
}
