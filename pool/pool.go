package pool

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Options say how a pool is made. The zero value is a pool of CPUCount() workers on the
// platform's backend.
type Options struct {
	Workers            int         // 0: CPUCount(). Negative: an error.
	Backend            Backend     // nil: Web Workers in a browser build that imports wasm/webworker, else Goroutines()
	Initializer        Call        // runs in every worker, replacements included, before its first task
	MaxChunksPerWorker int         // Python's maxtasksperchild, which counts chunks; 0: no limit. Negative: an error.
	Stdout, Stderr     io.Writer   // where workers' output goes; nil: os.Stdout, os.Stderr
	OnEvent            func(Event) // timeline events, in order, never concurrent, none after Join; may call Stats
}

// maxWorkers is where a number of workers is taken for a mistake.
const maxWorkers = 1 << 16

// A Pool runs jobs on a fixed number of workers. All its methods may be called from any
// goroutine. A pool that is no longer needed is closed (or terminated) and joined; until then its
// workers stay.
type Pool struct {
	backend   Backend
	options   Options
	size      int
	start     time.Time
	ctx       context.Context // of the workers: ends with Terminate
	cancel    context.CancelFunc
	stopAfter func() bool // ends the watch on New's ctx
	events    *eventQueue // nil where nobody observes
	output    outputs
	eager     atomic.Bool        // workers' links send eagerly
	signals   chan chan struct{} // free ones: see outcome.Done
	gone      chan struct{}      // closed when the pool is not open and every worker has gone

	mu         sync.Mutex
	state      poolState
	broken     error // why no worker can be had; nil while they can
	slots      []*slot
	anyIdle    atomic.Bool // len(idle) > 0
	streams    []*job      // IMaps that have not ended
	idle       []*worker   // ready, with nothing to do
	queue      jobQueue
	jobs       *job // the list of jobs that have not ended
	nextJob    int
	alive      int // workers whose goroutines are still there
	unfinished int // jobs that have ended and whose results are not ready: see finish
	failed     int // starts that failed since one succeeded
	isGone     bool
	joining    int // callers that are blocked in Join, where events are observed
	shares     map[string]*share
	probe      *time.Timer   // nil until a worker beyond a link is there; see probe.go
	probing    bool          // probe is running
	unsent     *remote       // the list of those to send for when mu is unlocked; see EagerLink
	looked     time.Duration // what heldNow returns; 0 since mu was locked
}

type poolState uint8

const (
	poolOpen poolState = iota
	poolClosed
	poolTerminated
)

// CPUCount is the number of cores that the program can use: navigator.hardwareConcurrency in a
// browser, runtime.GOMAXPROCS(0) natively.
func CPUCount() int {
	if cpus := currentPlatform().CPUs; cpus != nil {
		return max(1, cpus())
	}
	return runtime.GOMAXPROCS(0)
}

// New makes a pool and returns at once; its workers start behind it. When ctx ends the pool is
// terminated. New fails for bad options, and with ErrNested in a worker.
func New(ctx context.Context, o Options) (*Pool, error) {
	if err := mayHavePool(ctx); err != nil {
		return nil, err
	}
	host := currentPlatform()
	size, err := o.workers(host)
	if err != nil {
		return nil, err
	}
	p := &Pool{backend: o.Backend, options: o, size: size, start: time.Now(),
		gone: make(chan struct{}), signals: make(chan chan struct{}, maxSignals), shares: map[string]*share{}}
	if p.backend == nil {
		p.backend = host.Backend
	}
	if p.backend == nil {
		p.backend = Goroutines()
	}
	if p.options.Stdout == nil {
		p.options.Stdout = host.output(1)
	}
	if p.options.Stderr == nil {
		p.options.Stderr = host.output(2)
	}
	p.output = outputs{out: p.options.Stdout, err: p.options.Stderr}
	p.observe(host)
	p.ctx, p.cancel = context.WithCancel(context.WithoutCancel(ctx))
	p.slots = make([]*slot, size)
	p.mu.Lock()
	for i := range p.slots {
		p.slots[i] = &slot{index: i}
		p.startWorker(p.slots[i])
	}
	p.unlock()
	p.stopAfter = context.AfterFunc(ctx, p.Terminate)
	return p, nil
}

func (o Options) workers(host Platform) (int, error) {
	switch {
	case o.Workers < 0:
		return 0, fmt.Errorf("pool: %d workers, want 1 or more, or 0 for one a core", o.Workers)
	case o.Workers > maxWorkers:
		return 0, fmt.Errorf("pool: %d workers, want %d or fewer", o.Workers, maxWorkers)
	case o.MaxChunksPerWorker < 0:
		return 0, fmt.Errorf("pool: MaxChunksPerWorker is %d, want 1 or more, or 0 for no limit", o.MaxChunksPerWorker)
	case o.Workers > 0:
		return o.Workers, nil
	}
	if host.Workers != nil {
		if n := host.Workers(); n > 0 {
			return min(n, maxWorkers), nil
		}
	}
	return CPUCount(), nil
}

// mayHavePool is nil where a pool can be made: not in a task, and not in a worker.
func mayHavePool(ctx context.Context) error {
	if isTask(ctx) {
		return ErrNested
	}
	switch link, serving := workerEnd(); {
	case link == nil:
		if !serving && currentPlatform().Main != nil {
			return errNotServingMain
		}
		return nil
	case serving:
		return ErrNested
	default:
		refuse(link, errNotServing)
		return because(ErrNested, errNotServing)
	}
}

var errNotServingMain = errors.New("pool: this program was started for its functions alone, but its main did not begin with pool.ServeIfWorker()")

var errNotServing = errors.New("this program was started as a worker, but its main did not begin with pool.ServeIfWorker()")

// Workers is the number of workers that the pool was made with.
func (p *Pool) Workers() int { return p.size }

// Close lets the pool take no new jobs; those it took finish, after which the workers end.
// Closing again, or after Terminate, does nothing.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.unlock()
	if p.state == poolOpen {
		p.state = poolClosed
	}
	p.settle()
}

// Terminate stops the pool now: it kills the workers and fails what is pending with
// ErrTerminated. It does not wait; Join does. Terminating again does nothing.
func (p *Pool) Terminate() {
	p.mu.Lock()
	defer p.unlock()
	if p.state == poolTerminated {
		return
	}
	p.state = poolTerminated
	for p.jobs != nil {
		j := p.jobs
		if j.ctx.Err() != nil {
			p.endJob(j, canceledError(j.ctx))
		} else {
			p.endJob(j, ErrTerminated)
		}
	}
	p.cancel()
	p.settle()
}

// Join waits, after Close or Terminate, until every worker has gone; before, it returns
// ErrNotClosed. Where ctx ends first it returns ctx.Err(), and can be called again. A goroutine
// worker whose task ignores its context can only be waited for.
func (p *Pool) Join(ctx context.Context) error {
	p.mu.Lock()
	open := p.state == poolOpen
	p.unlock()
	if open {
		return ErrNotClosed
	}
	if err := p.wait(ctx, gone{p}, nil, "Join"); err != nil {
		return err
	}
	p.stopAfter()
	return p.events.drained(ctx)
}

// Stats is what a pool is doing now. Numbers are of chunks unless they say tasks.
type Stats struct {
	Queued, Running int // chunks that wait, and that workers run
	Workers         []WorkerStats
}

// WorkerStats is what the workers of one slot have done.
type WorkerStats struct {
	Chunks, Tasks int // that ended here
	Started       int // workers that have had this slot
	Busy          time.Duration
}

// Stats returns a snapshot. It costs a lock and an allocation.
func (p *Pool) Stats() Stats {
	p.mu.Lock()
	defer p.unlock()
	s := Stats{Queued: p.queue.chunks(), Workers: make([]WorkerStats, len(p.slots))}
	for i, slot := range p.slots {
		s.Workers[i] = slot.stats
		if w := slot.worker; w != nil && len(w.inflight) > 0 {
			s.Running++
			for _, c := range w.inflight[1:] {
				if !c.job.ended {
					s.Queued++
				}
			}
		}
	}
	return s
}

// unlock unlocks mu, and sends what has come up while it was held to workers whose links do not
// make one wait.
func (p *Pool) unlock() {
	p.looked = 0
	r := p.unsent
	p.unsent = nil
	p.mu.Unlock()
	for r != nil {
		following := r.following
		r.following = nil
		r.flush(false)
		r = following
	}
}

// now is the time since New: what events carry.
func (p *Pool) now() time.Duration { return time.Since(p.start) }

// heldNow is now as of when it was first asked for since mu was locked: in a browser a look at the
// clock takes as long as the rest of a small call.
func (p *Pool) heldNow() time.Duration {
	if p.looked == 0 {
		p.looked = p.now()
	}
	return p.looked
}

// An awaited is what has an end to wait for.
type awaited interface {
	Ready() bool
	Done() <-chan struct{}
}

// gone is the end of a pool.
type gone struct{ *Pool }

func (g gone) Done() <-chan struct{} { return g.Pool.gone }

func (g gone) Ready() bool {
	select {
	case <-g.Pool.gone:
		return true
	default:
		return false
	}
}

// wait waits for the end of what belongs to j, which is nil for the pool, and shows in the timeline
// that its caller is blocked.
func (p *Pool) wait(ctx context.Context, end awaited, j *job, call string) error {
	if end.Ready() {
		return nil
	}
	if p.events != nil {
		id := -1
		if j != nil {
			id = j.id
		}
		p.callerEvent(CallerBlocked, id, call)
		defer p.callerEvent(CallerResumed, id, call)
	}
	if interruptible && j != nil && j.waited {
		if p.receiveFor(ctx, j); end.Ready() {
			return nil
		}
	}
	if ctx.Done() == nil {
		<-end.Done()
		return nil
	}
	select {
	case <-end.Done():
		return nil
	case <-ctx.Done():
		if end.Ready() {
			return nil
		}
		return ctx.Err()
	}
}
