//go:build !js

package cli

import (
	"cmp"
	"fmt"
	"slices"

	"poolground/pool/bench"
)

// memory says how much memory it took, in a sentence, or nothing.
func memory(r bench.Report) string {
	if r.PeakParent == 0 {
		return ""
	}
	line := "Memory at its peak: parent " + byteSize(r.PeakParent)
	if r.PeakChild > 0 {
		line += ", largest worker " + byteSize(r.PeakChild)
	}
	return line + "."
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
		t += fmt.Sprintf("; %s with %s: %s times as long", c.r.Backend, workers(c.p.Workers), bench.Digits(c.seconds/all[0].seconds))
	}
	return t + ".\n"
}
