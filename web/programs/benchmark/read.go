package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"poolground/pool"
	"poolground/pool/bench"
)

// What a file holds: views, or what is wrong with it, in a sentence that goes on after its name.
type contents struct {
	Views   []view `json:"views"`
	Problem string `json:"problem"`
}

// read concludes anew from a report, or an array of reports, as JSON. It returns JSON: the page
// reads that of the program's lines too.
var _ = pool.FuncE("read", func(_ context.Context, text string) (string, error) {
	var c contents
	reports, err := parse(text)
	if err != nil {
		c.Problem = err.Error()
	}
	for _, r := range reports {
		r.Conclude()
		c.Views = append(c.Views, viewOf(r))
	}
	out, err := json.Marshal(c)
	return string(out), err
})

var errForeign = errors.New("is no report of poolbench or of this page: save one here, or with poolbench sweep --json")

func parse(text string) ([]bench.Report, error) {
	var reports []bench.Report
	if json.Unmarshal([]byte(text), &reports) != nil {
		var one bench.Report
		if json.Unmarshal([]byte(text), &one) != nil {
			return nil, errForeign
		}
		reports = []bench.Report{one}
	}
	if len(reports) == 0 {
		return nil, errForeign
	}
	for _, r := range reports {
		if err := check(r); err != nil {
			return nil, err
		}
	}
	return reports, nil
}

// mostWorkers is more than any machine has use for; the page draws and lists each.
const mostWorkers = 1024

func check(r bench.Report) error {
	switch {
	case r.Version == 0 || r.Workload == "":
		return errForeign
	case r.Version != bench.Version:
		return fmt.Errorf("is a report of version %d, and this page reads version %d", r.Version, bench.Version)
	case r.Chunks:
		return errors.New("compares sizes of chunks, not numbers of workers: take one of poolbench sweep or compare")
	}
	measured := false
	for _, p := range r.Points {
		if p.Workers < 1 || p.Workers > mostWorkers {
			return errForeign
		}
		for _, s := range append(p.Seconds, r.Serial...) {
			if s < 0 {
				return errForeign
			}
		}
		measured = measured || p.Measured()
	}
	if !measured {
		return errors.New("has no measurement in it")
	}
	return nil
}
