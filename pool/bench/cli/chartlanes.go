//go:build !js

package cli

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// laneChart draws when each worker of a traced job ran chunks.
func laneChart(set laneSet, backend string) *plot.Plot {
	p := newPlot("One job on "+backend+": when each worker was busy", "milliseconds", "")
	p.X.Tick.Marker = plain{}
	p.X.Min, p.X.Max = 0, float64((set.extent.End-set.extent.Start).Microseconds())/1e3
	n := len(set.lanes)
	p.Y.Min, p.Y.Max = -0.5, float64(n)-0.5
	var names []plot.Tick
	for i := range set.lanes {
		names = append(names, plot.Tick{Value: float64(n - 1 - i), Label: fmt.Sprintf("worker %d", i)})
	}
	p.Y.Tick.Marker = plot.ConstantTicks(names)
	p.Add(busy{set, palette[0]})
	return p
}

// busy is a plotter of rectangles, one a chunk, the first worker's at the top.
type busy struct {
	laneSet
	colour color.Color
}

func (b busy) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	n := len(b.lanes)
	for i, lane := range b.lanes {
		top, bottom := y(float64(n-1-i)+0.35), y(float64(n-1-i)-0.35)
		for _, s := range lane.Busy {
			from := x(float64((s.Start - b.extent.Start).Microseconds()) / 1e3)
			to := x(float64((s.End - b.extent.Start).Microseconds()) / 1e3)
			// The gap shows where one chunk ends and the next begins.
			to = max(from+vg.Points(0.5), to-vg.Points(0.5))
			c.FillPolygon(b.colour, []vg.Point{{X: from, Y: bottom}, {X: to, Y: bottom}, {X: to, Y: top}, {X: from, Y: top}})
		}
	}
}
