//go:build !js

package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"poolground/pool"
	"poolground/pool/bench"
)

// mostWorkers is more than any machine has use for; each may be a process.
const mostWorkers = 1024

// settings are the flags that several commands share.
type settings struct {
	workload    workload
	backend     backend
	workers     list
	one         count // in place of workers, where one number is measured
	repetitions count
	time        span
	size        count
	chunk       count
	json, csv   bool
	report      chartFile
	many        bool // JSON is an array even of one report
}

// newSettings are the defaults, which let each command end within a minute on two cores.
func newSettings() *settings {
	s := &settings{backend: backend{goroutines}, time: span{300 * time.Millisecond},
		workers:     list{most: mostWorkers, example: `"1-4" or "1,2,8"`},
		one:         count{n: min(pool.CPUCount(), mostWorkers), most: mostWorkers},
		repetitions: count{n: 5, most: 1000},
		size:        count{most: 1 << 30, zero: ", 0 to measure it"},
		chunk:       count{most: 1 << 30, zero: ", 0 for the pool's default"},
	}
	if err := s.workload.Set("spin"); err != nil {
		s.workload.Workload = bench.Workloads()[0]
	}
	for n := 1; n <= min(2*pool.CPUCount(), mostWorkers); n++ {
		s.workers.numbers = append(s.workers.numbers, n)
	}
	return s
}

func (s *settings) addWorkload(cmd *cobra.Command) {
	f := cmd.Flags()
	f.VarP(&s.workload, "workload", "w", "what to measure, see poolbench list")
	f.VarP(&s.time, "time", "t", "for which a plain loop over the tasks is to run")
	f.Var(&s.size, "size", "of the workload; 0: as --time wants it")
	complete(cmd, "workload", workloadNames)
	complete(cmd, "time", nothing)
	complete(cmd, "size", nothing)
}

func (s *settings) addBackend(cmd *cobra.Command) {
	cmd.Flags().VarP(&s.backend, "backend", "b", "goroutines or processes")
	complete(cmd, "backend", backendNames)
}

func (s *settings) addWorkers(cmd *cobra.Command) {
	cmd.Flags().VarP(&s.workers, "workers", "n", `numbers of workers, as "1-4" or "1,2,8"`)
	complete(cmd, "workers", nothing)
}

func (s *settings) addOne(cmd *cobra.Command) {
	cmd.Flags().VarP(&s.one, "workers", "n", "number of workers")
	complete(cmd, "workers", nothing)
}

func (s *settings) addChunk(cmd *cobra.Command) {
	cmd.Flags().VarP(&s.chunk, "chunk", "c", "tasks in a chunk; 0: as the pool chooses")
	complete(cmd, "chunk", nothing)
}

func (s *settings) addOutput(cmd *cobra.Command) {
	f := cmd.Flags()
	f.VarP(&s.repetitions, "repetitions", "r", "how often each is measured")
	f.BoolVar(&s.json, "json", false, "print the report as JSON, see bench.Report")
	f.BoolVar(&s.csv, "csv", false, "print every single time as CSV")
	f.Var(&s.report, "report", "also write charts to a `file`, FILE.html or FILE.svg")
	complete(cmd, "repetitions", nothing)
	_ = cmd.MarkFlagFilename("report", "html", "svg")
}

// complete offers names as values of a flag, and no files.
func complete(cmd *cobra.Command, flag string, names func() []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return names(), cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err)
	}
}

func nothing() []string { return nil }

// validate looks at what no single flag can: the file is tried before minutes are spent.
func (s *settings) validate() error {
	if s.json && s.csv {
		return errors.New("--json and --csv exclude each other: want one of them")
	}
	if err := s.possible(); err != nil || s.report == "" {
		return err
	}
	return writable("report", string(s.report))
}

func writable(flag, name string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		var ofPath *fs.PathError
		if errors.As(err, &ofPath) {
			err = ofPath.Err
		}
		return invalidFlag(flag, name, fmt.Errorf("it cannot be written: %w", err))
	}
	return f.Close()
}

// possible says whether the workload has the size that is asked for.
func (s *settings) possible() error {
	if s.size.n == 0 {
		return nil
	}
	if most := s.workload.Largest(); s.size.n > most {
		return invalidFlag("size", s.size.String(), fmt.Errorf("%s would fill the memory, want %d at most", s.workload.Name, most))
	}
	return nil
}

// calibrated is the size of the workload to measure, which takes about three times --time to find.
func (s *settings) calibrated(ctx context.Context) (int, error) {
	if s.size.n > 0 {
		return s.size.n, nil
	}
	size, err := s.workload.Calibrate(ctx, s.time.Duration)
	switch {
	case ctx.Err() != nil:
		return 0, context.Canceled
	case err != nil:
		return 0, failed(fmt.Errorf("calibrating %s: %w", s.workload.Name, err))
	}
	return size, nil
}

func (s *settings) sweepOf(size int, b backend) bench.Sweep {
	return bench.Sweep{Workload: s.workload.Workload, Size: size, Backend: b.backend(), Workers: s.workers.numbers,
		Repetitions: s.repetitions.n, ChunkSize: s.chunk.n,
		PeakChild: peakOfChildren}
}
