// Package webworker runs a pool's workers as Web Workers, so that a Go program in a browser uses
// all of its cores. Importing it is enough:
//
//	import _ "poolground/wasm/webworker"
//
// makes it the default backend of a program built for js/wasm that a page starts with run of
// poolground.js. Each worker is a worker of the program's own worker and runs the same compiled
// module, which is fetched and compiled once.
//
// A frame is copied twice on its way: from Go's memory into a buffer that the browser hands over
// whole, and from there into the memory of the other Go program. It needs no shared memory and
// so no cross-origin isolation. Where a page is isolated, small frames go through
// shared memory, unless run was told otherwise, and who waits looks there for up to 0.2 ms before
// it sleeps: a call with its answer then takes less than a message there and back, instead of
// twice as long or more (BenchmarkBrowserApply).
//
// On other platforms the package builds and does nothing, so that one program serves all.
package webworker

// Options of New. The zero value is what a program wants.
type Options struct {
	// Script is the URL of the worker script; "": the script that runs this program.
	Script string
}
