package webworker

import (
	"math"
	"runtime"
	"unsafe"

	"github.com/hack-pad/safejs"
	"poolground/pool"
)

// maxCPUs bounds what a browser says of its cores.
const maxCPUs = 1024

func init() {
	if theHost == nil {
		return
	}
	if theHost.serve {
		pool.Register(pool.Platform{Main: servePage})
	}
	pool.Register(pool.Platform{
		Backend: New(Options{}),
		CPUs:    cpus,
		Workers: func() int { return theHost.workers },
		Worker:  Parent,
		Observe: observe,
		LastWords: func(words *pool.LastWords) {
			// Without them a worker that dies only costs its unsent results.
			_, _ = theHost.lastWords.Invoke(int(uintptr(unsafe.Pointer(words))))
		},
		Yield: yield,
	})
	if theHost.worker {
		parent = newLink(parentLink)
	}
	if _, err := theHost.attach.Invoke(int(uintptr(unsafe.Pointer(&unsent))), int(uintptr(unsafe.Pointer(&box)))); err != nil {
		panic(err)
	}
}

// parent is a pool worker's link to its parent, nil in the parent.
var parent *link

// Parent returns a pool worker's link to its parent, and false in a program that is no worker.
// pool.ServeIfWorker serves it; only a program that speaks its own frames needs it.
func Parent() (pool.Link, bool) {
	if parent == nil {
		return nil, false
	}
	return parent, true
}

// cpus asks the browser, which may say nothing, or nonsense where it guards against
// fingerprinting.
func cpus() int {
	navigator, err := safejs.Global().Get("navigator")
	if err != nil {
		return runtime.NumCPU()
	}
	n, err := navigator.Get("hardwareConcurrency")
	if err != nil {
		return runtime.NumCPU()
	}
	f, err := n.Float()
	if err != nil || math.IsNaN(f) || f < 1 {
		return runtime.NumCPU()
	}
	return int(min(f, maxCPUs))
}

// turns holds the turns of the event loop that have come round. Each goroutine in yield waits
// for one.
var turns = make(chan struct{}, 64)

// yield lets the messages in that wait now.
func yield() {
	if _, err := theHost.turn.Invoke(); err == nil {
		<-turns
	}
}

func endTurn() {
	select {
	case turns <- struct{}{}:
	default:
	}
}
