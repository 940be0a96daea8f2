// Package toolchain makes what a page needs to compile Go programs by itself: Go's own compiler
// and linker as js/wasm programs, the page's own gotools beside them, and the archives of all
// packages that a program may import. Everything comes from the Go install that is there and from
// poolground's source, nothing from copies.
//
// The go command does the work and keeps what it compiled: the packages take a core half a minute
// the first time and half a second afterwards, the tools a minute and then 15 s, as they are
// linked anew.
package toolchain

import "context"

// A Source is the Go install and the module that everything is made from.
type Source struct {
	GOROOT  string
	Version string // of Go, as in "go1.26.8"
	// Run runs the go command in poolground's module and returns what it printed. Its error
	// holds what the command complained of.
	Run func(ctx context.Context, env []string, args ...string) ([]byte, error)
}

// env is the system that the page is, for the tools and for what they compile.
var env = []string{"GOOS=js", "GOARCH=wasm"}
