// Benchmark is the program of the page "How many workers?": what poolbench measures natively, it
// measures over Web Workers, with the same workloads, sweep, fits and recommendation. It prints
// lines, each a JSON object.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"poolground/pool"
	"poolground/pool/bench"
	"poolground/wasm/webworker"
)

// A choice is what is to be measured: the program's argument, as JSON.
type choice struct {
	Workload     string `json:"workload"`
	Size         int    `json:"size"` // 0: so that a plain loop takes Milliseconds
	Milliseconds int    `json:"milliseconds"`
	MostWorkers  int    `json:"mostWorkers"`
	Repetitions  int    `json:"repetitions"`
}

// A line is what the program prints: before each measurement how far it has come, and what there is
// until then.
type line struct {
	Done    int     `json:"done"`
	All     int     `json:"all"` // 0 while the size is sought
	Workers int     `json:"workers"`
	Left    float64 `json:"left"` // s
	View    *view   `json:"view,omitempty"`
}

func main() {
	pool.ServeIfWorker()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 2 {
		return errors.New("want one argument: what is to be measured, as JSON")
	}
	var c choice
	if err := json.Unmarshal([]byte(os.Args[1]), &c); err != nil {
		return fmt.Errorf("what is to be measured is not understood: %w", err)
	}
	w, err := bench.Lookup(c.Workload)
	if err != nil {
		return err
	}
	ctx := context.Background() // who wants no more ends the program
	if c.Size == 0 {
		if err := tell(line{}); err != nil {
			return err
		}
		if c.Size, err = w.Calibrate(ctx, time.Duration(c.Milliseconds)*time.Millisecond); err != nil {
			return err
		}
	}
	sweep := bench.Sweep{Workload: w, Size: c.Size, Backend: webworker.New(webworker.Options{}),
		Workers: pool.Range(1, c.MostWorkers+1), Repetitions: c.Repetitions}
	var failed error
	_, err = bench.Compare(ctx, []bench.Sweep{sweep}, func(s bench.Step) {
		if failed == nil {
			failed = tell(lineOf(s))
		}
	})
	if err == nil {
		err = failed
	}
	return err
}

func lineOf(s bench.Step) line {
	r := s.Reports()[0]
	r.Backend, r.Tool = "Web Workers", "the page"
	v := viewOf(r)
	return line{s.Done, s.All, s.Workers, s.Left.Seconds(), &v}
}

func tell(l line) error { return json.NewEncoder(os.Stdout).Encode(l) }
