//go:build !js

package cli

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot"

	"poolground/pool/bench"
)

// timeUnit is milliseconds where every time is less than a second.
func timeUnit(reports []bench.Report) (name string, perSecond float64) {
	for _, r := range reports {
		for _, p := range r.Points {
			if _, high := p.Spread(); r.Scaled()*high >= 1 {
				return "seconds", 1
			}
		}
	}
	return "milliseconds", 1e3
}

// farApart says whether the fastest would lie on the axis, if that were not logarithmic.
func farApart(reports []bench.Report) bool {
	least, most := math.Inf(1), 0.0
	for _, r := range reports {
		for _, p := range r.Points {
			if p.Measured() {
				least, most = min(least, r.Scaled()*p.Median()), max(most, r.Scaled()*p.Median())
			}
		}
	}
	return least > 0 && most > 20*least
}

// decades marks 1, 2 and 5, and their multiples by powers of ten.
type decades struct{}

func (decades) Ticks(low, high float64) []plot.Tick {
	var ticks []plot.Tick
	for power := math.Pow(10, math.Floor(math.Log10(low))); power <= high; power *= 10 {
		for _, n := range []float64{1, 2, 5} {
			if v := n * power; v >= low && v <= high {
				ticks = append(ticks, plot.Tick{Value: v, Label: strconv.FormatFloat(v, 'f', -1, 32)})
			}
		}
	}
	return ticks
}

// whole marks whole numbers: there is no half a worker.
type whole struct{}

func (whole) Ticks(low, high float64) []plot.Tick {
	step := max(1, math.Ceil((high-low)/10))
	var ticks []plot.Tick
	for v := math.Ceil(low); v <= high; v += step {
		ticks = append(ticks, plot.Tick{Value: v, Label: fmt.Sprintf("%.0f", v)})
	}
	return ticks
}

// sizes marks powers of two.
type sizes struct{}

func (sizes) Ticks(low, high float64) []plot.Tick {
	var ticks []plot.Tick
	for v := 1.0; v <= high; v *= 2 {
		if v >= low {
			ticks = append(ticks, plot.Tick{Value: v, Label: fmt.Sprintf("%.0f", v)})
		}
	}
	return ticks
}

// plain marks what the library does, in as few digits as each needs.
type plain struct{}

func (plain) Ticks(low, high float64) []plot.Tick {
	ticks := plot.DefaultTicks{}.Ticks(low, high)
	for i, t := range ticks {
		if t.Label != "" {
			ticks[i].Label = strconv.FormatFloat(math.Round(t.Value*1e6)/1e6, 'g', -1, 64)
		}
	}
	return ticks
}
