//go:build !js

package cli

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"poolground/pool/bench"
)

// words says what was fitted and how much memory it took.
func words(r bench.Report) []string {
	var lines []string
	if f := r.Fits; f != nil {
		lines = append(lines, amdahl(*f))
		if len(counts(r)) > 2 { // two parameters are not to be had from less
			lines = append(lines, usl(*f))
		}
		if most := mostWorkersOf(r); most > limit(r) {
			lines = append(lines, fmt.Sprintf("Both laws count it as loss that %s share %s.", workers(int(most)), cpus(limit(r))))
		}
	}
	if r.PeakParent > 0 {
		line := "Memory at its peak: parent " + byteSize(r.PeakParent)
		if r.PeakChild > 0 {
			line += ", largest worker " + byteSize(r.PeakChild)
		}
		lines = append(lines, line+".")
	}
	return lines
}

func amdahl(f bench.Fits) string {
	t := fmt.Sprintf("Amdahl's law: %s of the work is serial", ranged(f.Serial))
	switch {
	case f.Serial.Value >= 0.95:
		return t + ", so more workers do not help."
	case f.Serial.Value >= 0.0005:
		return t + fmt.Sprintf(", so no number of workers is more than %s times as fast as one.", digits(1/f.Serial.Value))
	default:
		return t + "."
	}
}

func usl(f bench.Fits) string {
	t := fmt.Sprintf("Universal Scalability Law: contention %s, crosstalk %s", ranged(f.Contention), ranged(f.Crosstalk))
	if f.Peak > 0 {
		return t + fmt.Sprintf("; the speed peaks at %s.", workers(max(1, int(math.Round(f.Peak)))))
	}
	return t + "; no peak is in sight."
}

func ranged(e bench.Estimate) string {
	return fmt.Sprintf("%s (%s to %s)", share(e.Value), share(e.Low), share(e.High))
}

func share(v float64) string {
	if v < 0.00005 {
		return "0%"
	}
	return digits(100*v) + "%"
}

// limit is how many workers can run at once.
func limit(r bench.Report) float64 {
	if r.CPULimit > 0 {
		return min(float64(r.CPUs), r.CPULimit)
	}
	return float64(r.CPUs)
}

func cpus(n float64) string {
	if n == 1 {
		return "1 CPU"
	}
	return digits(n) + " CPUs"
}

func mostWorkersOf(r bench.Report) float64 {
	return slices.Max(append(counts(r), 0))
}

func counts(r bench.Report) []float64 {
	var n []float64
	for _, p := range r.Points {
		if p.Measured() {
			n = append(n, float64(p.Workers))
		}
	}
	return n
}

// machineNote names a cgroup's limit and hyper-threads, where more workers were measured than they
// let run side by side.
func machineNote(r bench.Report) string {
	most := mostWorkersOf(r)
	switch {
	case r.CPULimit > 0 && most > r.CPULimit:
		return fmt.Sprintf("A control group (cgroup) allows this program the time of %s: more workers than that wait for each other.", cpus(r.CPULimit))
	case r.Cores > 0 && most > float64(r.Cores):
		return fmt.Sprintf("The %d CPUs are hyper-threads of %s: beyond %s, two share a core.", r.CPUs, cores(r.Cores), workers(r.Cores))
	}
	return ""
}

func cores(n int) string {
	if n == 1 {
		return "1 core"
	}
	return fmt.Sprintf("%d cores", n)
}

// versus says which backend is the fastest, and how much slower the others are.
func versus(reports []bench.Report) string {
	type candidate struct {
		r       bench.Report
		p       bench.Point
		seconds float64
	}
	var all []candidate
	for _, r := range reports {
		least := candidate{}
		for _, p := range r.Points {
			if s := r.Scaled() * p.Median(); p.Measured() && (least.seconds == 0 || s < least.seconds) {
				least = candidate{r, p, s}
			}
		}
		if least.seconds > 0 {
			all = append(all, least)
		}
	}
	if len(all) < 2 {
		return ""
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.seconds, b.seconds) })
	t := fmt.Sprintf("The fastest: %s with %s (%s)", all[0].r.Backend, workers(all[0].p.Workers), seconds(all[0].seconds))
	for _, c := range all[1:] {
		t += fmt.Sprintf("; %s with %s: %s times as long", c.r.Backend, workers(c.p.Workers), digits(c.seconds/all[0].seconds))
	}
	return t + ".\n"
}
