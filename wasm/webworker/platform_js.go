package webworker

import (
	"io"
	"math"
	"runtime"
	"time"
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
		Output:  func(stream int) io.Writer { return relay(stream) },
		LastWords: func(words *pool.LastWords) {
			// Without them a worker that dies only costs its unsent results.
			_, _ = theHost.lastWords.Invoke(int(uintptr(unsafe.Pointer(words))))
		},
		Yield: yield,
		After: after,
	})
	if theHost.worker {
		parent = newLink(parentLink)
	}
	if _, err := theHost.attach.Invoke(int(uintptr(unsafe.Pointer(&unsent))), int(uintptr(unsafe.Pointer(&box))), shellsStart()); err != nil {
		panic(err)
	}
}

// A relay is a stream that the workers' output goes to. The page is told that it is theirs, and not
// the program's own.
type relay int

func (stream relay) Write(text []byte) (int, error) {
	if _, err := theHost.relay.Invoke(int(stream), address(text), len(text)); err != nil {
		return 0, err
	}
	return len(text), nil
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

// laters holds the times of after that have come.
var laters = make(chan struct{}, 64)

// after calls f after d. All who call it wait for as long, so that who is told first is the one
// who asked first. Its goroutine ends then, or with the program.
func after(d time.Duration, f func()) {
	if _, err := theHost.later.Invoke(d.Milliseconds()); err != nil {
		return // the program has ended
	}
	go func() {
		<-laters
		f()
	}()
}

func tell(waiting chan struct{}) {
	select {
	case waiting <- struct{}{}:
	default:
	}
}
