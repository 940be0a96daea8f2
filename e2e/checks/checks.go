// Package checks is everything that "go run . test" runs: format, vet, lint, types, tests.
package checks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// ErrFailed says that a check failed; what and why has been printed.
var ErrFailed = errors.New("a check failed")

// A result is what a check found. A check that runs no tests counts as one.
type result struct {
	passed, failed int
	output         string // printed in full where something failed
	notes          string // printed always: what was skipped, and why
}

// A check looks at one thing.
type check struct {
	name string
	run  func(context.Context, project) result
}

// all are the checks in their order: what is quick to say no comes first.
var all = []check{
	{"gofmt", gofmt},
	{"files that are made are not committed", committedFiles},
	{"package-lock.json names no host", lockFiles},
	{"go vet", goVet},
	{"go vet for js/wasm", goVetWasm},
	{"go vet of the pool for macOS, Windows and FreeBSD", goVetElsewhere},
	{"go vet of the comparison", goVetComparison},
	{"npm ci", npmCI},
	{"tsc", tsc},
	{"eslint", eslint},
	{"staticcheck", staticcheck},
	{"staticcheck for js/wasm", staticcheckWasm},
	{"README.md and the docs", documents},
	{"go test -race", goTestRace},
	{"schedules of faults", faultSchedules},
	{"go test for js/wasm", goTestWasm},
	{"Go's compiler for the page", compilerForPage},
	{"generators of sites, for the guides", siteGenerators},
	{"browser tests", browserTests},
}

// Run runs every check, tells out about each as it goes, and ends with one line that counts the
// tests. It returns ErrFailed if one failed.
func Run(ctx context.Context, out io.Writer) error {
	p, err := findProject(ctx)
	if err != nil {
		return err
	}
	return runAll(ctx, out, p, all)
}

func runAll(ctx context.Context, out io.Writer, p project, checks []check) error {
	var passed, failed int
	for _, c := range checks {
		began := time.Now()
		r := c.run(ctx, p)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		passed += r.passed
		failed += r.failed
		r.print(out, c.name, time.Since(began))
	}
	fmt.Fprintf(out, "%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		return ErrFailed
	}
	return nil
}

func (r result) print(out io.Writer, name string, took time.Duration) {
	verdict := "ok  "
	if r.failed > 0 {
		verdict = "FAIL"
	}
	tests := ""
	if n := r.passed + r.failed; n > 1 {
		tests = fmt.Sprintf(", %d tests", n)
	}
	fmt.Fprintf(out, "%s  %s (%.1f s%s)\n", verdict, name, took.Seconds(), tests)
	printIndented(out, r.notes)
	if r.failed > 0 {
		printIndented(out, r.output)
	}
}

func printIndented(out io.Writer, text string) {
	if text = strings.TrimRight(text, "\n"); text != "" {
		fmt.Fprintln(out, "      "+strings.ReplaceAll(text, "\n", "\n      "))
	}
}

func pass() result { return result{passed: 1} }

func fail(format string, args ...any) result {
	return result{failed: 1, output: fmt.Sprintf(format, args...)}
}
