package bench

import (
	"fmt"
	"math"
)

// Words says in sentences what was fitted.
func (r Report) Words() []string {
	f := r.Fits
	if f == nil {
		return nil
	}
	lines := []string{amdahlWords(*f)}
	if len(measured(r.Points)) > 2 { // two parameters are not to be had from less
		lines = append(lines, uslWords(*f))
	}
	if most := r.mostWorkers(); most > r.limit() {
		lines = append(lines, fmt.Sprintf("Both laws count it as loss that %s share %s.", workers(int(most)), cpus(r.limit())))
	}
	return lines
}

func amdahlWords(f Fits) string {
	t := fmt.Sprintf("Amdahl's law: %s of the work is serial", ranged(f.Serial))
	switch {
	case f.Serial.Value >= 0.95:
		return t + ", so more workers do not help."
	case f.Serial.Value >= 0.0005:
		return t + fmt.Sprintf(", so no number of workers is more than %s times as fast as one.", Digits(1/f.Serial.Value))
	default:
		return t + "."
	}
}

func uslWords(f Fits) string {
	t := fmt.Sprintf("Universal Scalability Law: contention %s, crosstalk %s", ranged(f.Contention), ranged(f.Crosstalk))
	if f.Peak > 0 {
		return t + fmt.Sprintf("; the speed peaks at %s.", workers(max(1, int(math.Round(f.Peak)))))
	}
	return t + "; no peak is in sight."
}

func ranged(e Estimate) string {
	return fmt.Sprintf("%s (%s to %s)", share(e.Value), share(e.Low), share(e.High))
}

func share(v float64) string {
	if v < 0.00005 {
		return "0%"
	}
	return Digits(100*v) + "%"
}

// limit is how many workers can run at once.
func (r Report) limit() float64 {
	if r.CPULimit > 0 {
		return min(float64(r.CPUs), r.CPULimit)
	}
	return float64(r.CPUs)
}

func cpus(n float64) string {
	if n == 1 {
		return "1 CPU"
	}
	return Digits(n) + " CPUs"
}

// mostWorkers is the largest number that was measured; 0 where there is none.
func (r Report) mostWorkers() float64 {
	most := 0
	for _, p := range measured(r.Points) {
		most = max(most, p.Workers)
	}
	return float64(most)
}

// MachineNote names a cgroup's limit and hyper-threads, where more workers were measured than they
// let run side by side; else it is empty.
func (r Report) MachineNote() string {
	most := r.mostWorkers()
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

// Digits writes a number with three digits, or more before the point.
func Digits(v float64) string {
	switch {
	case v == math.Trunc(v) && v < 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 99.95:
		return fmt.Sprintf("%.0f", v)
	case v >= 9.995:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.2f", v)
	}
}
