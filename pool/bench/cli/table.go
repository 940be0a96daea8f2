//go:build !js

package cli

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"poolground/pool/bench"
)

// table has a row for each point that was measured.
func table(reports []bench.Report, colour bool) string {
	many, chunks := len(reports) > 1, reports[0].Chunks
	crossed := slices.ContainsFunc(reports, func(r bench.Report) bool {
		return slices.ContainsFunc(r.Points, func(p bench.Point) bool { return p.Out > 0 })
	})
	g := grid{}
	head := []string{"workers", "median", "quartiles", "speed-up", "", "efficiency"}
	right := len(head) - 2
	if chunks {
		head[0] = "chunk"
	}
	if crossed {
		head = append(head, "out", "in", "worker memory")
	}
	if many {
		head = append([]string{"backend"}, head...)
		right++
	}
	g.add(head...)
	full := fastest(reports)
	strong := map[int]bool{}
	for _, r := range reports {
		for _, p := range r.Points {
			if !p.Measured() {
				continue
			}
			strong[len(g.rows)] = colour && recommended(r, p)
			row := cells(r, p, full)
			if crossed {
				row = append(row, transferred(p.Out), transferred(p.In), transferred(p.PeakChild))
			}
			if many {
				row = append([]string{r.Backend}, row...)
			}
			g.add(row...)
		}
	}
	return emphasised(g.text(right), strong)
}

func cells(r bench.Report, p bench.Point, full float64) []string {
	low, high := p.Spread()
	first := fmt.Sprint(p.Workers)
	if r.Chunks {
		if first = fmt.Sprint(p.ChunkSize); p.ChunkSize == 0 {
			first = "auto"
		}
	}
	by := r.SpeedUp(p)
	speedUp := "–"
	if !math.IsNaN(by) {
		speedUp = fmt.Sprintf("%.2f×", by)
	}
	if by < 0.005 {
		speedUp = "<0.01×"
	}
	k := r.Scaled()
	return []string{first, seconds(k * p.Median()), seconds(k*low) + " – " + seconds(k*high), speedUp, bar(by, full), percent(r.Efficiency(p))}
}

// transferred is bytes, of which 0 are none that were counted.
func transferred(n int64) string {
	if n == 0 {
		return "–"
	}
	return byteSize(n)
}

// fastest is the highest speed-up of all, and 1 at the least.
func fastest(reports []bench.Report) float64 {
	best := 1.0
	for _, r := range reports {
		for _, p := range r.Points {
			if by := r.SpeedUp(p); by > best {
				best = by
			}
		}
	}
	return best
}

func recommended(r bench.Report, p bench.Point) bool {
	if r.Chunks {
		return p.ChunkSize > 0 && p.ChunkSize == r.Recommendation.ChunkSize
	}
	return p.Workers == r.Recommendation.Workers
}

// emphasised writes some lines in bold and green, as terminals read it.
func emphasised(text string, strong map[int]bool) string {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if strong[i] {
			lines[i] = "\x1b[1;32m" + strings.TrimSuffix(line, "\n") + "\x1b[0m\n"
		}
	}
	return strings.Join(lines, "")
}
