//go:build !js

package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"poolground/pool/bench"
)

func (c *command) print(s *settings, reports []bench.Report) error {
	switch {
	case s.json && s.many:
		return printJSON(c.stdout, reports)
	case s.json:
		return printJSON(c.stdout, reports[0])
	case s.csv:
		return printCSV(c.stdout, reports)
	}
	_, err := io.WriteString(c.stdout, text(reports, obeysEscapes(c.stdout) && os.Getenv("NO_COLOR") == ""))
	return err
}

func printJSON(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(v)
}

// printCSV writes a line for each time that was measured; that of a plain loop has 0 workers.
func printCSV(w io.Writer, reports []bench.Report) error {
	out := csv.NewWriter(w)
	line := func(r bench.Report, workers, chunk, i int, s float64) {
		_ = out.Write([]string{r.Workload, strconv.Itoa(r.Size), r.Backend, strconv.Itoa(workers), strconv.Itoa(chunk),
			strconv.Itoa(i + 1), strconv.FormatFloat(s, 'g', -1, 64), strconv.FormatFloat(r.Scaled(), 'g', -1, 64),
			r.OS + "/" + r.Arch, strconv.Itoa(r.CPUs), r.Started.Format(time.RFC3339)})
	}
	_ = out.Write([]string{"workload", "size", "backend", "workers", "chunk", "repetition", "seconds", "scale", "system", "cpus", "started"})
	for _, r := range reports {
		for i, s := range r.Serial {
			line(r, 0, 0, i, s)
		}
		for _, p := range r.Points {
			for i, s := range p.Seconds {
				line(r, p.Workers, p.ChunkSize, i, s)
			}
		}
	}
	out.Flush()
	return out.Error()
}

// text is what people read: the table, and what follows from it. Colour shows what is recommended.
func text(reports []bench.Report, colour bool) string {
	t := heading(reports) + "\n" + table(reports, colour) + "\n"
	if len(reports) > 1 {
		t += versus(reports)
	}
	for _, r := range reports {
		prefix := ""
		if len(reports) > 1 {
			prefix = "  "
			t += "\n" + r.Backend + "\n"
		}
		lines := r.Words()
		if line := memory(r); line != "" {
			lines = append(lines, line)
		}
		for _, line := range lines {
			t += prefix + line + "\n"
		}
		t += prefix + r.Recommendation.Sentence + "\n"
		if r.Interrupted {
			t += prefix + "The measurement was interrupted: repetitions are missing.\n"
		}
	}
	if note := reports[0].MachineNote(); note != "" {
		t += note + "\n"
	}
	return t
}

func heading(reports []bench.Report) string {
	r := reports[0]
	t := fmt.Sprintf("%s, size %d: %d tasks", r.Workload, r.Size, r.Tasks)
	if len(r.Serial) > 0 {
		t += fmt.Sprintf(", %s in a plain loop", seconds(r.SerialMedian()))
	}
	if len(reports) == 1 {
		t += ", on " + r.Backend
	}
	t += fmt.Sprintf(" (%d CPUs, %s/%s, %s)\n", r.CPUs, r.OS, r.Arch, r.Go)
	for _, r := range reports {
		if r.Scaled() != 1 {
			t += fmt.Sprintf("%s was measured with size %d, and its times are multiplied by %s: what Go takes longer for size %d.\nIts speed-up is against its own plain loop.\n",
				r.Tool, r.Size, bench.Digits(r.Scaled()), reports[0].Size)
		}
	}
	return t
}
