//go:build !js

package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"poolground/pool/bench"
)

// A progress is the line on a terminal that says how far the measurement is. Elsewhere it is silent.
type progress struct {
	w    io.Writer // nil: nobody looks
	what string    // is measured: put before each step
}

func newProgress(w io.Writer) *progress {
	if !obeysEscapes(w) {
		return &progress{}
	}
	return &progress{w: w}
}

// obeysEscapes says whether w is a terminal that takes escape sequences for what they are.
func obeysEscapes(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

func (p *progress) say(format string, args ...any) {
	if p.w != nil {
		fmt.Fprintf(p.w, "\r\x1b[K"+format, args...)
	}
}

func (p *progress) step(s bench.Step) {
	what := "plain loop"
	if s.Workers > 0 {
		what = workers(s.Workers)
	}
	left := ""
	if s.Done > 0 {
		left = fmt.Sprintf(", %v left", max(time.Second, s.Left.Round(time.Second)))
	}
	p.say("%s %3d/%d  %s%s%s", bar(float64(s.Done)/float64(max(1, s.All)), 1), s.Done, s.All, p.what, what, left)
}

// end takes the line away.
func (p *progress) end() { p.say("") }

func workers(n int) string {
	if n == 1 {
		return "1 worker"
	}
	return fmt.Sprintf("%d workers", n)
}
