//go:build !js

package cli

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"poolground/pool/bench"
)

func TestTables(t *testing.T) {
	golden(t, "sweep.txt", text([]bench.Report{recorded(processes, 1)}, false))
	golden(t, "sweep-colour.txt", text([]bench.Report{recorded(goroutines, 1)}, true))
	golden(t, "compare.txt", text([]bench.Report{recorded(goroutines, 1), recorded(processes, 1.2), recordedPython()}, false))
	golden(t, "chunks.txt", text([]bench.Report{recordedChunks()}, false))
	golden(t, "trace.txt", traceSummary(recordedEvents))
}

func TestJSONAndCSV(t *testing.T) {
	for name, c := range map[string]struct {
		s       settings
		reports []bench.Report
	}{
		"sweep.json":   {settings{json: true}, []bench.Report{recorded(processes, 1)}},
		"compare.json": {settings{json: true, many: true}, []bench.Report{recordedPython()}},
		"compare.csv":  {settings{csv: true, many: true}, []bench.Report{recorded(goroutines, 1), recordedPython()}},
	} {
		var out bytes.Buffer
		if err := (&command{stdout: &out}).print(&c.s, c.reports); err != nil {
			t.Error(err)
		}
		golden(t, name, out.String())
		var again bench.Report
		if name == "sweep.json" && (json.Unmarshal(out.Bytes(), &again) != nil || again.Fits == nil) {
			t.Errorf("what is read back is %+v", again)
		}
	}
}

func TestCharts(t *testing.T) {
	dir := t.TempDir()
	for name, reports := range map[string][]bench.Report{
		"sweep.svg":    {recorded(processes, 1)},
		"compare.html": {recorded(goroutines, 1), recorded(processes, 1.2)},
		"chunks.svg":   {recordedChunks()},
		"python.svg":   {recorded(goroutines, 1), recordedPython()},
	} {
		file := filepath.Join(dir, name)
		if err := writeCharts(file, reports, recordedLanes); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".outline", outline(t, content))
		if strings.Contains(string(content), "#000000") {
			t.Errorf("%s has black, which cannot be read in the dark", name)
		}
		if !strings.Contains(strings.ReplaceAll(string(content), " ", ""), "fill:currentColor") {
			t.Errorf("%s has text that stays black in the dark", name)
		}
		for _, remote := range []string{"src=", "href=\"http", "url(", "@import"} {
			if strings.Contains(string(content), remote) {
				t.Errorf("%s asks for something else by %s", name, remote)
			}
		}
	}
}

// A chart of what was interrupted at once is empty, not an error.
func TestChartsOfNothing(t *testing.T) {
	r := recorded(goroutines, 1)
	r.Serial = nil
	for i := range r.Points {
		r.Points[i].Seconds = nil
	}
	r.Conclude()
	if err := writeCharts(filepath.Join(t.TempDir(), "a.svg"), []bench.Report{r}, laneSet{}); err != nil {
		t.Error(err)
	}
	contains(t, "text", text([]bench.Report{r}, false), "There is no choice to make")
}

// outline is what a picture or page consists of: the texts, and how often each element stands there
// in a row.
func outline(t *testing.T, content []byte) string {
	d := xml.NewDecoder(bytes.NewReader(content))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var b strings.Builder
	last, times := "", 0
	put := func(what string) {
		if what == last {
			times++
			return
		}
		if times > 0 {
			fmt.Fprintf(&b, "%s ×%d\n", last, times)
		}
		last, times = what, 1
	}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			put("")
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			put("<" + token.Name.Local + ">")
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" {
				put(text)
			}
		}
	}
}
