//go:build !js

package cli

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"poolground/pool/bench"
)

// A chart is one plot of a report.
type chart struct {
	title string
	plot  *plot.Plot
}

// The colours read on white and on black; text and axes are black, which themed makes the page's.
var (
	palette = []color.Color{rgb(0x3b, 0x82, 0xf6), rgb(0xea, 0x58, 0x0c), rgb(0x16, 0xa3, 0x4a), rgb(0xa8, 0x55, 0xf7)}
	pale    = rgb(0x88, 0x88, 0x88)
)

func rgb(r, g, b uint8) color.Color { return color.RGBA{r, g, b, 255} }

// charts draws the time, the speed-up and the efficiency of each report, and the traced job.
func charts(reports []bench.Report, lanes laneSet) ([]chart, error) {
	chunks := reports[0].Chunks
	var made []chart
	draw := func(title, unit string, value func(r bench.Report, p bench.Point) (v, low, high float64), ideal func(n float64) float64) error {
		p := newPlot(title, "workers", unit)
		if chunks {
			p.X.Label.Text = "tasks in a chunk"
			p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, sizes{}
			ideal = nil
		}
		if title == "Time of a job" && farApart(reports) {
			p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, decades{}
		} else {
			p.Y.Min = 0
		}
		p.Legend.Top = title == "Speed-up" && !chunks // where no curve comes
		if err := drawReports(p, reports, value, ideal); err != nil {
			return err
		}
		p.Y.Max *= 1.05 // or the highest point lies on the edge
		p.Y.Min /= 3    // where it is not 0, the legend has its place there
		made = append(made, chart{title, p})
		return nil
	}
	unit, perSecond := timeUnit(reports)
	err := draw("Time of a job", unit, func(r bench.Report, p bench.Point) (v, low, high float64) {
		k := perSecond * r.Scaled()
		low, high = p.Spread()
		return k * p.Median(), k * low, k * high
	}, nil)
	if err == nil {
		err = draw("Speed-up", "times a plain loop", func(r bench.Report, p bench.Point) (v, low, high float64) {
			fast, slow := p.Spread()
			return r.SpeedUp(p), r.SerialMedian() / slow, r.SerialMedian() / fast
		}, func(n float64) float64 { return n })
	}
	if err == nil {
		err = draw("Efficiency", "percent of ideal", func(r bench.Report, p bench.Point) (v, low, high float64) {
			fast, slow := p.Spread()
			k := 100 * r.SerialMedian() / float64(p.Workers)
			return 100 * r.Efficiency(p), k / slow, k / fast
		}, func(float64) float64 { return 100 })
	}
	if err == nil && len(lanes.lanes) > 0 {
		made = append(made, chart{"One job", laneChart(lanes, reports[0].Backend)})
	}
	return made, err
}

func newPlot(title, x, y string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.BackgroundColor = color.Transparent
	p.Legend.Left, p.Legend.XOffs, p.Legend.Padding = true, vg.Points(6), vg.Points(3)
	p.Title.Padding, p.X.Label.Padding, p.Y.Label.Padding = vg.Points(8), vg.Points(4), vg.Points(6)
	for _, style := range []*draw.TextStyle{&p.Title.TextStyle, &p.X.Label.TextStyle, &p.Y.Label.TextStyle,
		&p.X.Tick.Label, &p.Y.Tick.Label, &p.Legend.TextStyle} {
		style.Font.Variant = "Sans"
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = whole{}, plain{}
	return p
}

func drawReports(p *plot.Plot, reports []bench.Report, value func(bench.Report, bench.Point) (v, low, high float64), ideal func(float64) float64) error {
	most := 0.0
	for i, r := range reports {
		var s series
		for _, point := range r.Points {
			x := float64(point.Workers)
			if r.Chunks {
				x = float64(point.ChunkSize)
			}
			v, low, high := value(r, point)
			if x == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
				continue
			}
			most = max(most, x)
			s.XYs = append(s.XYs, plotter.XY{X: x, Y: v})
			s.YErrors = append(s.YErrors, struct{ Low, High float64 }{v - low, high - v})
		}
		if len(s.XYs) == 0 {
			continue
		}
		if err := s.add(p, r.Backend, palette[i%len(palette)]); err != nil {
			return err
		}
	}
	if ideal != nil && most > 0 {
		line, err := plotter.NewLine(plotter.XYs{{X: 1, Y: ideal(1)}, {X: most, Y: ideal(most)}})
		if err != nil {
			return err
		}
		line.Color, line.Dashes = pale, []vg.Length{vg.Points(4), vg.Points(3)}
		p.Add(line)
		p.Legend.Add("ideal", line)
	}
	return nil
}

// A series is the points of one report, with their quartiles.
type series struct {
	plotter.XYs
	plotter.YErrors
}

func (s series) add(p *plot.Plot, name string, c color.Color) error {
	line, points, err := plotter.NewLinePoints(s.XYs)
	if err != nil {
		return err
	}
	bars, err := plotter.NewYErrorBars(s)
	if err != nil {
		return err
	}
	line.Color, line.Width = c, vg.Points(1.5)
	points.Color, points.Shape = c, draw.CircleGlyph{}
	bars.Color = c
	p.Add(line, points, bars)
	p.Legend.Add(name, line, points)
	return nil
}
