package main

import (
	"fmt"
	"math"

	"poolground/pool/bench"
)

// A view is a report with what a page shows of it.
type view struct {
	Report bench.Report `json:"report"`
	Name   string       `json:"name"` // the backend and the machine
	Points []point      `json:"points"`
	Laws   []laws       `json:"laws"`  // none where there are no fits
	Words  []string     `json:"words"` // sentences: what was fitted, and what explains it
}

// A point is what was measured with a number of workers.
type point struct {
	Workers    int     `json:"workers"`
	Seconds    spread  `json:"seconds"`
	SpeedUp    *spread `json:"speedUp,omitempty"` // over a plain loop; absent where there is none
	Efficiency *spread `json:"efficiency,omitempty"`
}

// A spread is a median and its quartiles.
type spread struct {
	Median float64 `json:"median"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

// laws is the speed-up, over a plain loop, that the fitted laws give a number of workers.
type laws struct {
	Workers float64 `json:"workers"`
	Amdahl  float64 `json:"amdahl"`
	USL     float64 `json:"usl"`
}

// lawPoints is how finely the laws are drawn.
const lawPoints = 48

func viewOf(r bench.Report) view {
	v := view{Report: r, Name: nameOf(r), Points: []point{}, Laws: []laws{}, Words: append([]string{}, r.Words()...)}
	if note := r.MachineNote(); note != "" {
		v.Words = append(v.Words, note)
	}
	most, one := 0, math.NaN()
	for _, p := range r.Points {
		if !p.Measured() {
			continue
		}
		shown := pointOf(r, p)
		v.Points = append(v.Points, shown)
		most = max(most, p.Workers)
		if p.Workers == 1 && shown.SpeedUp != nil {
			one = shown.SpeedUp.Median
		}
	}
	if r.Fits == nil || math.IsNaN(one) {
		return v
	}
	for i := range lawPoints + 1 {
		n := 1 + float64((most-1)*i)/lawPoints
		v.Laws = append(v.Laws, laws{n, one * r.Fits.Amdahl(n), one * r.Fits.USL(n)})
	}
	return v
}

func pointOf(r bench.Report, p bench.Point) point {
	low, high := p.Spread()
	k := r.Scaled()
	shown := point{Workers: p.Workers, Seconds: spread{k * p.Median(), k * low, k * high}}
	serial := r.SerialMedian()
	if math.IsNaN(serial) || low <= 0 {
		return shown
	}
	n := float64(p.Workers)
	shown.SpeedUp = &spread{r.SpeedUp(p), serial / high, serial / low}
	shown.Efficiency = &spread{r.Efficiency(p), serial / high / n, serial / low / n}
	return shown
}

func nameOf(r bench.Report) string {
	cpus := fmt.Sprintf("%d CPUs", r.CPUs)
	if r.CPUs == 1 {
		cpus = "1 CPU"
	}
	return fmt.Sprintf("%s, %s/%s, %s", r.Backend, r.OS, r.Arch, cpus)
}
