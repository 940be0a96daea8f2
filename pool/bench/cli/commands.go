//go:build !js

package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"poolground/pool"
	"poolground/pool/bench"
)

func (c *command) sweep() *cobra.Command {
	s := newSettings()
	cmd := &cobra.Command{
		Use:   "sweep",
		Short: "Measure a workload on several numbers of workers, and recommend one",
		Example: "  poolbench sweep\n" +
			"  poolbench sweep --workload primes --backend processes --workers 1-8 --repetitions 9\n" +
			"  poolbench sweep --json > this-machine.json",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.measure(cmd.Context(), s, func(size int) []bench.Sweep {
				return []bench.Sweep{s.sweepOf(size, s.backend)}
			}, []string{s.backend.name}, nil)
		},
	}
	s.addWorkload(cmd)
	s.addBackend(cmd)
	s.addWorkers(cmd)
	s.addChunk(cmd)
	s.addOutput(cmd)
	return cmd
}

func (c *command) chunks() *cobra.Command {
	s := newSettings()
	sizes := list{numbers: []int{1, 4, 16, 64}, most: 1 << 30, example: `"1,8,64"`}
	cmd := &cobra.Command{
		Use:   "chunks",
		Short: "Measure a workload with several sizes of chunks",
		Long: "Small chunks share the tasks out evenly; large ones cost less on the way. The first line, \"auto\",\n" +
			"is the pool's own choice: a quarter of each worker's share.",
		Example: "  poolbench chunks --workload uneven\n" +
			"  poolbench chunks --backend processes --workers 2 --sizes 1,2,4,8,16",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.measure(cmd.Context(), s, func(size int) []bench.Sweep {
				sweep := s.sweepOf(size, s.backend)
				sweep.Workers, sweep.ChunkSizes = []int{s.one.n}, append([]int{0}, sizes.numbers...)
				return []bench.Sweep{sweep}
			}, []string{s.backend.name}, nil)
		},
	}
	s.addWorkload(cmd)
	s.addBackend(cmd)
	s.addOne(cmd)
	s.addOutput(cmd)
	cmd.Flags().Var(&sizes, "sizes", `of chunks in tasks, as "1,8,64"`)
	complete(cmd, "sizes", nothing)
	return cmd
}

func (c *command) compare() *cobra.Command {
	s := newSettings()
	s.workers.numbers = []int{1}
	if n := s.one.n; n > 1 {
		s.workers.numbers = append(s.workers.numbers, n)
	}
	s.many = true
	var withPython bool
	cmd := &cobra.Command{
		Use:   "compare",
		Short: "Measure backends side by side, and Python's Pool with --python",
		Long: "Backends are measured in turns. Python's multiprocessing.Pool follows, on the same workload; where it\n" +
			"would take long it gets a smaller size, and its times are scaled, which the output says.",
		Example: "  poolbench compare --workload sort\n  poolbench compare --python",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var rival *python
			if withPython {
				var err error
				if rival, err = findPython(cmd.Context(), s.workload.Name); err != nil {
					return err
				}
			}
			return c.measure(cmd.Context(), s, func(size int) (sweeps []bench.Sweep) {
				for _, name := range backendNames() {
					sweeps = append(sweeps, s.sweepOf(size, backend{name}))
				}
				return sweeps
			}, backendNames(), rival)
		},
	}
	s.addWorkload(cmd)
	s.addWorkers(cmd)
	s.addChunk(cmd)
	s.addOutput(cmd)
	cmd.Flags().BoolVar(&withPython, "python", false, "measure the multiprocessing.Pool of python3 too")
	return cmd
}

// measure measures sweeps in turns, rival after them if there is one, and prints the reports. Where
// it is interrupted, it prints what there is.
func (c *command) measure(ctx context.Context, s *settings, sweeps func(size int) []bench.Sweep, names []string, rival *python) error {
	if err := s.validate(); err != nil {
		return err
	}
	show := newProgress(c.stderr)
	show.say("finding the size of %s that takes %v", s.workload.Name, s.time.Duration)
	size, err := s.calibrated(ctx)
	if err != nil {
		show.end()
		return err
	}
	reports, err := bench.Compare(ctx, sweeps(size), show.step)
	for i := range reports {
		describe(&reports[i], names[i])
	}
	if err == nil && rival != nil {
		var r bench.Report
		if r, err = rival.measure(ctx, s, size, show); len(r.Points) > 0 {
			reports = append(reports, r)
		}
	}
	show.end()
	if !slices.ContainsFunc(reports, begun) { // an interrupt came at once
		reports = nil
	}
	switch {
	case ctx.Err() != nil:
		err = context.Canceled
	case err != nil:
		err = failed(err)
	}
	if len(reports) == 0 {
		return err
	}
	if s.report != "" {
		var lanes laneSet
		if err == nil {
			lanes, err = tracedLanes(ctx, s, size, reports[0])
		}
		err = errors.Join(err, failed(writeCharts(string(s.report), reports, lanes)))
	}
	return errors.Join(err, failed(c.print(s, reports)))
}

// begun says whether anything was measured.
func begun(r bench.Report) bool {
	return len(r.Serial) > 0 || slices.ContainsFunc(r.Points, bench.Point.Measured)
}

func (c *command) list() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the workloads",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			var g grid
			for _, w := range bench.Workloads() {
				g.add(w.Name, w.Stresses)
			}
			fmt.Fprintf(c.stdout, "Workloads, and what each stresses (%d CPUs here):\n\n%s", pool.CPUCount(), g.text(0))
			return nil
		},
	}
}
