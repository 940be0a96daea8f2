package bench

import (
	"fmt"
	"math"
	"slices"
)

// Words says in sentences what was fitted.
func (r Report) Words() []string {
	f, points := r.Fits, measured(r.Points)
	if f == nil {
		return nil
	}
	known := supported(points)
	lines := []string{amdahlWords(*f, known)}
	if len(points) > 2 { // two parameters are not to be had from less
		lines = append(lines, uslWords(*f, known, r.mostWorkers()))
	}
	if !known {
		lines = append(lines, "How certain that is cannot be said of fewer than three repetitions.")
	}
	if line := superlinear(points); line != "" {
		lines = append(lines, line)
	}
	if most := r.mostWorkers(); most > r.limit() {
		lines = append(lines, fmt.Sprintf("Both laws count it as loss that %s share %s.", workers(int(most)), cpus(r.limit())))
	}
	return lines
}

// supported says whether there are repetitions enough for what is said of their spread.
func supported(points []Point) bool {
	return !slices.ContainsFunc(points, func(p Point) bool { return len(p.Seconds) < 3 })
}

func amdahlWords(f Fits, known bool) string {
	t := fmt.Sprintf("Amdahl's law: %s of the work is serial", ranged(f.Serial, known))
	switch {
	case f.Serial.Value < 0.0005:
		return t + "."
	case known && f.Serial.Low < 0.0005:
		return t + ", or none: how far more workers help cannot be said."
	case f.Serial.Value >= 0.95 && f.Serial.Low >= 0.8:
		return t + ", so more workers do not help."
	}
	limit := Digits(1 / f.Serial.Value)
	if f.Serial.High-f.Serial.Low > 0.2*f.Serial.Value {
		limit += fmt.Sprintf(" (%s to %s)", Digits(1/f.Serial.High), Digits(1/f.Serial.Low))
	}
	return t + fmt.Sprintf(", so no number of workers is more than %s times as fast as one.", limit)
}

func uslWords(f Fits, known bool, most float64) string {
	t := fmt.Sprintf("Universal Scalability Law: contention %s, crosstalk %s", ranged(f.Contention, known), ranged(f.Crosstalk, known))
	peak := workers(max(1, int(math.Round(f.Peak))))
	switch {
	case f.Peak == 0 && f.Crosstalk.Value >= 0.00005:
		return t + "; more workers than one are slower."
	case f.Peak == 0 || f.Crosstalk.Value < 0.00005:
		return t + "; no peak is in sight."
	case known && f.Crosstalk.Low < 0.00005:
		return t + fmt.Sprintf("; whether the speed peaks, as at %s, is not certain.", peak)
	case f.Peak > 2*most:
		return t + fmt.Sprintf("; the speed would peak at %s, far beyond what was measured.", peak)
	default:
		return t + fmt.Sprintf("; the speed peaks at %s.", peak)
	}
}

// superlinear says which number of workers is faster than ideal, if any is by more than 5%.
func superlinear(points []Point) string {
	text, least := "", -0.05
	deviations(points, func(n, y float64) {
		if y < least {
			least = y
			text = fmt.Sprintf("%s are %s times as fast as one, for which neither law has room: caches can be the cause, or a time of one worker that is too long.",
				workers(int(n)), Digits(n/(1+y)))
		}
	})
	return text
}

func ranged(e Estimate, known bool) string {
	if !known {
		return share(e.Value)
	}
	return fmt.Sprintf("%s (%s to %s)", share(e.Value), share(e.Low), share(e.High))
}

func share(v float64) string {
	if v < 0.00005 {
		return "0%"
	}
	return Digits(100*v) + "%"
}
