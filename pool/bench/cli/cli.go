//go:build !js

// Package cli is the command line of poolbench. A program of one's own becomes the same command,
// with its own workloads beside the others, by registering them:
//
//	var collatz = pool.Func("collatz", steps)
//
//	func main() {
//		bench.Register(bench.Definition[int, int]{
//			Name: "collatz", Stresses: "branches that nobody can predict",
//			Func: collatz, Plain: steps,
//			Args: func(size int) []int { return pool.Range(1, size*100) },
//		})
//		pool.ServeIfWorker()
//		cli.Main()
//	}
//
// The directory testdata/collatz has the whole of it.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// The exit codes of the command.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// Main runs the command that the program's arguments name, and exits. The first interrupt ends the
// measurement, whose results until then are printed; the second ends the program at once.
func Main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(Run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// Run runs the command that args name, and returns its exit code: 0, 1 where it failed, 2 where it
// was called wrongly, and 130 where ctx ended it. Workers that are processes are this executable
// with its own arguments, whatever args are.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c := &command{stdout: stdout, stderr: stderr}
	root := c.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	speakPlainly(root)
	cmd, err := root.ExecuteContextC(ctx)
	var failed failure
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		fmt.Fprintln(stderr, "poolbench: interrupted")
		return exitInterrupted
	case errors.As(err, &failed):
		fmt.Fprintln(stderr, "poolbench:", err)
		return exitFailed
	default:
		fmt.Fprintf(stderr, "poolbench: %v (see %s --help)\n", err, cmd.CommandPath())
		return exitUsage
	}
}

// A command is one run of the command line.
type command struct{ stdout, stderr io.Writer }

// A failure is an error that is none of the caller's: every other one is of usage.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// failed marks err, unless it is nil, as none of the caller's.
func failed(err error) error {
	if err == nil {
		return nil
	}
	return failure{err}
}

func (c *command) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "poolbench",
		Short: "How many workers should a pool have? A measurement in place of a rule of thumb",
		Long: "Poolbench measures a workload on pools of several sizes, fits Amdahl's law and the Universal\n" +
			"Scalability Law to the times, and recommends a number of workers where they support one.\n\n" +
			"It exits with 0; 1 where something failed; 2 where it was called wrongly; 130 where it was\n" +
			"interrupted, after it printed what it had measured.",
		Example: "  poolbench sweep\n" +
			"  poolbench sweep --workload words --backend processes --workers 1-4 --report words.html\n" +
			"  poolbench compare --python\n" +
			"  poolbench trace --output trace.json",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(c.sweep(), c.compare(), c.chunks(), c.trace(), c.list())
	return root
}
