// Package process runs a pool's workers as OS processes: this executable, started again, as
// Python's spawn does. A program that uses it begins its main with pool.ServeIfWorker().
//
//	p, err := pool.New(ctx, pool.Options{Backend: process.New(process.Options{})})
//
// Frames travel over pipes of their own. A worker's standard output and error stay what they are,
// and reach the parent's Options.Stdout and Stderr line by line. A worker whose parent has died,
// however it died, exits. Linux, macOS and the other Unixes can do this; elsewhere, Windows
// included, starting a worker is an error that says so.
package process

import "poolground/pool"

// Options say how workers are started. The zero value starts this executable with its own
// arguments, environment and directory.
type Options struct {
	Path string   // of the executable; "": this one
	Args []string // after its name; nil: this program's own
	Env  []string // added to this program's environment, as "NAME=value"
	Dir  string   // that workers start in; "": this program's
}

// New returns a backend whose workers are processes.
func New(o Options) pool.Backend { return backend{o} }

type backend struct{ options Options }
