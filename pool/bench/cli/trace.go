//go:build !js

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"poolground/pool"
	"poolground/pool/bench"
	"poolground/pool/trace"
)

func (c *command) trace() *cobra.Command {
	s := newSettings()
	var output string
	cmd := &cobra.Command{
		Use:   "trace",
		Short: "Run one job and write a trace for ui.perfetto.dev",
		Example: "  poolbench trace --workload uneven --workers 4\n" +
			"  poolbench trace --output - | gzip > trace.json.gz",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.possible(); err != nil {
				return err
			}
			if output != "-" {
				if err := writable("output", output); err != nil {
					return err
				}
			}
			return c.writeTrace(cmd.Context(), s, output)
		},
	}
	s.addWorkload(cmd)
	s.addBackend(cmd)
	s.addOne(cmd)
	s.addChunk(cmd)
	cmd.Flags().StringVarP(&output, "output", "o", "poolbench-trace.json", "`file` to write; -: print it")
	return cmd
}

func (c *command) writeTrace(ctx context.Context, s *settings, output string) error {
	show := newProgress(c.stderr)
	show.say("finding the size of %s that takes %v", s.workload.Name, s.time.Duration)
	size, err := s.calibrated(ctx)
	show.end()
	if err != nil {
		return err
	}
	events, err := s.workload.Trace(ctx, size, s.chunk.n, pool.Options{Workers: s.one.n, Backend: s.backend.backend()})
	switch {
	case ctx.Err() != nil:
		err = context.Canceled
	case err != nil:
		err = failed(err)
	}
	if output == "-" {
		return errors.Join(err, failed(trace.Write(c.stdout, events)))
	}
	if writeErr := writeFile(output, func(w io.Writer) error { return trace.Write(w, events) }); writeErr != nil {
		return errors.Join(err, failed(writeErr))
	}
	fmt.Fprint(c.stdout, traceSummary(events))
	fmt.Fprintf(c.stdout, "\n%s is written: open it at https://ui.perfetto.dev or in chrome://tracing.\n", output)
	return err
}

// traceSummary says how busy each worker was.
func traceSummary(events []pool.Event) string {
	extent := trace.Extent(events)
	whole := extent.End - extent.Start
	g := grid{}
	g.add("worker", "busy", "chunks", "share of the job's time")
	for _, l := range trace.Lanes(events) {
		share := 0.0
		if whole > 0 {
			share = float64(l.Total()) / float64(whole)
		}
		g.add(fmt.Sprint(l.Worker), seconds(l.Total().Seconds()), fmt.Sprint(len(l.Busy)), bar(share, 1)+" "+percent(share))
	}
	return fmt.Sprintf("One job of %s; its workers were busy for %s of that.\n\n%s",
		seconds(whole.Seconds()), percent(trace.Utilisation(events)), g.text(3))
}

// A laneSet is what the workers of one traced job did.
type laneSet struct {
	lanes  []trace.Lane
	extent trace.Span
}

// tracedLanes traces a job with the number of workers that r recommends, or one a CPU.
func tracedLanes(ctx context.Context, s *settings, size int, r bench.Report) (laneSet, error) {
	n := max(r.Recommendation.Workers, min(pool.CPUCount(), mostWorkers))
	if r.Chunks {
		n = s.one.n
	}
	b := backend{r.Backend}
	events, err := s.workload.Trace(ctx, size, s.chunk.n, pool.Options{Workers: n, Backend: b.backend()})
	if ctx.Err() != nil {
		err = context.Canceled
	}
	return laneSet{trace.Lanes(events), trace.Extent(events)}, err
}

func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
