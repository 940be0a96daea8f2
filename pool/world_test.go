package pool_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"poolground/pool"
)

// A world is a backend for tests of faults: each worker is a goroutine that serves frames over a
// pipe, and the test sees every frame and every start, and decides what becomes of them. Tasks
// find their world by its number and can end the worker that they run on.
type world struct {
	id int
	// start, if set, may refuse the nth start of all (from 0).
	start func(ctx context.Context, slot, nth int) error
	// sent and received, if set, replace each frame by those that are to travel on. They are
	// called by one goroutine a link.
	sent, received func(l *wire, frame []byte) [][]byte

	mu     sync.Mutex
	starts int
	links  map[int]*wire // the latest of each slot
	all    []*wire
}

var worlds sync.Map

func newWorld(t testing.TB) *world {
	w := bubbleWorld(t)
	checkLeaks(t)
	return w
}

// bubbleWorld is a world in a bubble of testing/synctest, which itself sees what is left behind.
func bubbleWorld(t testing.TB) *world {
	w := &world{id: int(nextID.Add(1)), links: map[int]*wire{}}
	worlds.Store(w.id, w)
	t.Cleanup(func() { worlds.Delete(w.id) })
	return w
}

func (w *world) pool(t testing.TB, workers int) *pool.Pool {
	return newPool(t, pool.Options{Workers: workers, Backend: w})
}

func (w *world) Start(ctx context.Context, slot int) (pool.Link, error) {
	w.mu.Lock()
	nth := w.starts
	w.starts++
	w.mu.Unlock()
	if w.start != nil {
		if err := w.start(ctx, slot, nth); err != nil {
			return nil, err
		}
	}
	l := &wire{world: w, slot: slot, nth: nth, down: newPipe(), up: newPipe()}
	w.mu.Lock()
	w.links[slot] = l
	w.all = append(w.all, l)
	w.mu.Unlock()
	go func() {
		err := pool.Serve(farEnd{l})
		if err == nil {
			err = errors.New("exit status 0")
		}
		l.die(err)
	}()
	return l, nil
}

func (w *world) started() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.starts
}

// link is the latest link of a slot.
func (w *world) link(slot int) *wire {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.links[slot]
}

// A wire is the link to one worker of a world.
type wire struct {
	world     *world
	slot, nth int
	down, up  *pipe
	ways      [2]way   // up and down, for a faultPlan
	pending   [][]byte // what received made of a frame; the receiver's
	mu        sync.Mutex
	kills     int // guarded by mu
}

func (l *wire) Send(frame []byte) error {
	frames := [][]byte{frame}
	if l.world.sent != nil {
		frames = l.world.sent(l, frame)
	}
	for _, f := range frames {
		if err := l.down.put(f); err != nil {
			return err
		}
	}
	return nil
}

func (l *wire) Receive() ([]byte, error) {
	for {
		if len(l.pending) > 0 {
			f := l.pending[0]
			l.pending = l.pending[1:]
			return f, nil
		}
		f, err := l.up.take()
		if err != nil {
			return nil, err
		}
		l.pending = [][]byte{f}
		if l.world.received != nil {
			l.pending = l.world.received(l, f)
		}
	}
}

func (l *wire) Kill() error {
	l.mu.Lock()
	l.kills++
	l.mu.Unlock()
	l.up.drop()
	l.die(errors.New("killed"))
	return nil
}

// die ends the worker with a reason. What it has sent still arrives.
func (l *wire) die(reason error) {
	l.up.end(reason)
	l.down.drop()
	l.down.end(reason)
}

// farEnd is the worker's end of a wire.
type farEnd struct{ l *wire }

func (e farEnd) Send(frame []byte) error  { return e.l.up.put(frame) }
func (e farEnd) Receive() ([]byte, error) { return e.l.down.take() }

// Kill is the worker's own end: what it has sent still arrives.
func (e farEnd) Kill() error {
	e.l.die(errors.New("exit status 1"))
	return nil
}

// A pipe is an unbounded queue of frames that ends with a reason.
type pipe struct {
	mu     sync.Mutex
	more   sync.Cond
	frames [][]byte
	err    error
}

func newPipe() *pipe {
	p := &pipe{}
	p.more.L = &p.mu
	return p
}

func (p *pipe) put(f []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return p.err
	}
	p.frames = append(p.frames, f)
	p.more.Signal()
	return nil
}

func (p *pipe) take() ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.frames) == 0 && p.err == nil {
		p.more.Wait()
	}
	if len(p.frames) == 0 {
		return nil, p.err
	}
	f := p.frames[0]
	p.frames = p.frames[1:]
	return f, nil
}

func (p *pipe) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frames = nil
}

func (p *pipe) end(reason error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		p.err = reason
	}
	p.more.Broadcast()
}

// fatal is the argument of a task that ends its worker, if World is one.
type fatal struct{ World, N int }

var errCrash = errors.New("exit status 7")

// suicidal ends its worker, as os.Exit or a trap does, and never returns; where World is 0 it
// returns its number.
var suicidal = pool.FuncE("t.suicidal", func(ctx context.Context, a fatal) (int, error) {
	if a.World == 0 || ctx.Err() != nil { // a goroutine outlives its worker: it must not end the next
		return a.N, ctx.Err()
	}
	w, _ := worlds.Load(a.World)
	w.(*world).link(pool.Worker(ctx)).die(errCrash)
	<-ctx.Done()
	return 0, ctx.Err()
})

// fatalAt is the arguments of n tasks of which those given end their worker.
func (w *world) fatalAt(n int, deadly ...int) []fatal {
	args := make([]fatal, n)
	for i := range args {
		args[i].N = i
	}
	for _, d := range deadly {
		args[d].World = w.id
	}
	return args
}
