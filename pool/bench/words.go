package bench

import (
	"fmt"
	"math"
)

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
