package bench

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	one := made(0.2, 0, 0, 1, 2, 4)
	for i := range one {
		one[i].Seconds = one[i].Seconds[:1]
	}
	noisy := []Point{{Workers: 1, Seconds: []float64{1, 1.1, 0.8}}, {Workers: 2, Seconds: []float64{0.53, 0.4, 0.7}}, {Workers: 3, Seconds: []float64{0.36, 0.3, 0.6}}}
	vague := []Point{noisy[0], noisy[1], {Workers: 3, Seconds: []float64{0.5, 0.3, 0.6}}}
	wide := []Point{{Workers: 1, Seconds: []float64{1, 1.1, 0.9}}, {Workers: 2, Seconds: []float64{0.8, 0.7, 0.9}}}
	for what, c := range map[string]struct {
		points []Point
		wants  []string
	}{
		"linear":          {made(0, 0, 0, 1, 2, 4), []string{"Amdahl's law: 0% (0% to 0%) of the work is serial.", "no peak is in sight."}},
		"serial":          {made(1, 0, 0.001, 1, 2, 4), []string{"so more workers do not help."}},
		"contention":      {made(0.2, 0, 0.001, 1, 2, 4), []string{"Amdahl's law: 20", "is more than 5"}},
		"a peak":          {made(0.1, 0.1, 0.001, 1, 2, 4), []string{"the speed peaks at 3 workers."}},
		"a peak far away": {made(0.1, 0.001, 0.00001, 1, 2, 4), []string{"the speed would peak at 30 workers, far beyond what was measured."}},
		"slower":          {made(2, 1, 0.001, 1, 2, 4), []string{"more workers than one are slower."}},
		"one repetition":  {one, []string{"Amdahl's law: 20% of the work is serial, so", "crosstalk 0%; no peak is in sight.", "How certain that is cannot be said of fewer than three repetitions."}},
		"noise":           {noisy, []string{", or none: how far more workers help cannot be said."}},
		"a noisy peak":    {vague, []string{"; whether the speed peaks, as at 4 workers, is not certain."}},
		"a wide range":    {wide, []string{"60.0% (", "is more than 1.67 (1 to "}},
		"superlinear":     {made(-0.1, 0, 0.001, 1, 2, 4), []string{"Amdahl's law: 0% (0% to 0%)", "4 workers are 5.71 times as fast as one, for which neither law has room"}},
		"two points":      {made(0.2, 0, 0.001, 1, 2), []string{"Amdahl's law: 20"}},
		"nothing":         {nil, nil},
	} {
		r := Report{CPUs: 64, Points: c.points}
		r.Conclude()
		text := strings.Join(r.Words(), "\n")
		for _, want := range c.wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: want %q in\n%s", what, want, text)
			}
		}
		if len(c.wants) == 0 && text != "" {
			t.Errorf("%s: %s", what, text)
		}
	}
}

// The ranges come from the repetitions: as wide as those differ.
func TestConfidenceIsFromRepetitions(t *testing.T) {
	widths := []float64{0, 0.01, 0.1}
	for i, noise := range widths {
		f, ok := Fit(made(0.2, 0.01, noise, 1, 2, 3, 4, 6))
		if !ok {
			t.Fatal("there is no fit")
		}
		widths[i] = f.Serial.High - f.Serial.Low
	}
	if !slices.IsSorted(widths) || widths[0] > 1e-9 || widths[1] == 0 || widths[2] < 2*widths[1] {
		t.Errorf("the ranges are %v wide", widths)
	}
}
