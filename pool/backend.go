package pool

import (
	"context"
	"io"
	"sync"
	"time"
)

// A Backend starts workers. It is safe for concurrent use: a pool starts the workers of
// different slots at the same time.
type Backend interface {
	// Start starts a worker for a slot (0 to N-1) and returns its link. It may return before
	// the worker answers; ctx ends when the pool no longer wants the worker.
	Start(ctx context.Context, slot int) (Link, error)
}

// A Link is the ordered, two-way stream of frames between a pool and one worker. A frame is
// opaque to it: it moves bytes, it never looks inside. Send and Receive are each called by one
// goroutine at a time; Kill by any, at any time.
type Link interface {
	// Send delivers frames in order and owns frame from here on.
	Send(frame []byte) error
	// Receive returns the next frame, which the caller then owns. At the end it returns an error
	// that says why the worker is gone: exit code, signal, trap, kill. Every later call returns
	// that error again.
	Receive() ([]byte, error)
	// Kill ends the worker at once, whatever it does; Receive then ends. It is idempotent.
	Kill() error
}

// A VectorLink is a Link that sends one frame from several parts, so that a large payload need
// not first be copied behind its header. The parts are borrowed until SendParts returns.
type VectorLink interface {
	Link
	SendParts(parts ...[]byte) error
}

// An EagerLink is a VectorLink whose SendParts does not wait for the worker, so that whoever gives
// a worker something to do may send it too, with no goroutine between.
type EagerLink interface {
	VectorLink
	SendsEagerly()
}

// A DirectLink is a VectorLink over which the caller of Apply sends and receives itself, with no
// goroutine between.
type DirectLink interface {
	VectorLink
	// TrySend is SendParts where that need not wait. Otherwise it sends nothing and returns false.
	// Like SendParts, it is called by one goroutine at a time, and not beside it.
	TrySend(parts ...[]byte) (bool, error)
	// Interrupt makes a Receive that waits, or else the next one, return no frame and no error. It
	// may be called by any goroutine.
	Interrupt()
}

// A Platform is what a backend's package knows about the place the program runs in. Every
// field may be nil.
type Platform struct {
	// Backend is used where Options.Backend is nil.
	Backend Backend
	// CPUs is what CPUCount returns.
	CPUs func() int
	// Workers is the size of a pool whose Options.Workers is 0. Where it returns 0, that is
	// CPUCount().
	Workers func() int
	// Worker returns a worker's end of the link to its parent, and false in a program that is
	// not a worker.
	Worker func() (Link, bool)
	// Observe is asked once for each new pool; what it returns, if not nil, receives that
	// pool's events just as Options.OnEvent does.
	Observe func() func(Event)
	// Output is where workers' output goes, by file descriptor, where Options do not say.
	Output func(stream int) io.Writer
	// LastWords is told, in a worker, where its last words stand. Only a platform whose
	// timers cannot interrupt a task has it: what a group of small tasks finished before its
	// worker died would be lost there, see chunkRun.
	LastWords func(*LastWords)
	// Yield lets messages that wait outside the program come in. A worker calls it now and then
	// where a running task could otherwise not learn that it was cancelled.
	Yield func()
	// After calls f after d, as time.AfterFunc does. In a browser a timer of Go's that is pending
	// costs two calls to JavaScript whenever the program waits.
	After func(d time.Duration, f func())
	// Main is, in a program that was started for its functions alone, what ServeIfWorker runs in
	// place of the rest of main. The program exits with the code that it returns.
	Main func() int
}

var (
	platformMu sync.Mutex
	platform   Platform              // guarded by platformMu: the first registered value of each field
	workerEnds []func() (Link, bool) // guarded by platformMu
)

// Register tells the pool about a platform. Packages of backends call it from init; where
// several do, the first to set a field wins, except that every Worker is asked.
func Register(p Platform) {
	platformMu.Lock()
	defer platformMu.Unlock()
	if platform.Backend == nil {
		platform.Backend = p.Backend
	}
	if platform.CPUs == nil {
		platform.CPUs = p.CPUs
	}
	if platform.Workers == nil {
		platform.Workers = p.Workers
	}
	if platform.Observe == nil {
		platform.Observe = p.Observe
	}
	if platform.Output == nil {
		platform.Output = p.Output
	}
	if platform.LastWords == nil {
		platform.LastWords = p.LastWords
	}
	if platform.Yield == nil {
		platform.Yield = p.Yield
	}
	if platform.After == nil {
		platform.After = p.After
	}
	if platform.Main == nil {
		platform.Main = p.Main
	}
	if p.Worker != nil {
		workerEnds = append(workerEnds, p.Worker)
	}
}

func currentPlatform() Platform {
	platformMu.Lock()
	defer platformMu.Unlock()
	return platform
}
