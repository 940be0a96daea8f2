//go:build !js

package cli

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"poolground/pool/bench"
)

// A grid is a table of text.
type grid struct{ rows [][]string }

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// text lays the table out. The first right columns are aligned to the right.
func (g *grid) text(right int) string {
	var widths []int
	for _, row := range g.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range g.rows {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i < right {
				cell = pad + cell
			} else {
				cell += pad
			}
			line.WriteString("  " + cell)
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// barWidth is that of a full bar, in characters.
const barWidth = 12

var eighths = []rune(" ▏▎▍▌▋▊▉")

// bar draws value, of which full is a whole bar, in eighths of a character.
func bar(value, full float64) string {
	part := 0.0
	if full > 0 && value > 0 {
		part = min(1, value/full)
	}
	n := int(math.Round(part * barWidth * 8))
	text := strings.Repeat("█", n/8)
	if n%8 > 0 {
		text += string(eighths[n%8])
	}
	return text + strings.Repeat(" ", barWidth-utf8.RuneCountInString(text))
}

func percent(share float64) string {
	if math.IsNaN(share) {
		return "–"
	}
	return fmt.Sprintf("%.0f%%", 100*share)
}

// byteSize writes bytes with three digits and a decimal prefix.
func byteSize(n int64) string {
	v := float64(n)
	for _, unit := range []string{"B", "kB", "MB"} {
		if v < 999.5 {
			return bench.Digits(v) + " " + unit
		}
		v /= 1000
	}
	return bench.Digits(v) + " GB"
}

// seconds writes a time with three digits.
func seconds(s float64) string {
	switch {
	case math.IsNaN(s):
		return "–"
	case s >= 0.9995:
		return bench.Digits(s) + " s"
	case s >= 0.9995e-3:
		return bench.Digits(s*1e3) + " ms"
	default:
		return bench.Digits(s*1e6) + " µs"
	}
}
