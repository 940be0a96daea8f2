// Package process runs a pool's workers as OS processes: this executable, started again, as
// Python's spawn does. A program that uses it begins its main with pool.ServeIfWorker().
//
//	p, err := pool.New(ctx, pool.Options{Backend: process.New(process.Options{})})
//
// Frames travel over pipes of their own. A worker's standard output and error stay what they are,
// and reach the parent's Options.Stdout and Stderr line by line. Its standard input is empty.
// A line without an end gets one before the result of its chunk. Where quick tasks share frames, a
// pipe does not tell which of them wrote it: there, such a line may run on into the next task's.
// A worker is a process group: what it starts is killed when it ends, unless that made itself a
// group or session of its own. A worker whose parent has died, however it died, ends its group.
// A program that never serves is killed after ten seconds, and the pool's error says what it
// lacks. Linux, macOS and the other Unixes can do this; elsewhere, Windows included, starting a
// worker is an error that says so.
//
// A worker costs five pipes and what the program's own initialization takes: see BenchmarkReady.
package process

import (
	"time"

	"poolground/pool"
)

// Options say how workers are started. The zero value starts this executable with its own
// arguments, environment and directory.
type Options struct {
	Path string   // of the executable; "": this one
	Args []string // after its name; nil: this program's own
	Env  []string // added to this program's environment, as "NAME=value"
	Dir  string   // that workers start in; "": this program's
}

// New returns a backend whose workers are processes.
func New(o Options) pool.Backend { return backend{o, answerWithin} }

// answerWithin is how long a worker may take from its start to its answer. A program that does not
// serve would otherwise live on beside its parent.
const answerWithin = 10 * time.Second

type backend struct {
	options  Options
	patience time.Duration // with a worker that has yet to answer
}
