package pool

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

var self struct {
	once    sync.Once
	link    Link // nil in a program that is not a worker
	serving atomic.Bool
}

// workerEnd is this program's end of the link to its parent, if it is a worker.
func workerEnd() (link Link, serving bool) {
	self.once.Do(func() {
		platformMu.Lock()
		ends := workerEnds
		platformMu.Unlock()
		for _, open := range ends {
			if l, ok := open(); ok {
				self.link = l
				return
			}
		}
	})
	return self.link, self.serving.Load()
}

// ServeIfWorker is the first line of a main whose program is started again by a backend. In a
// worker it serves tasks and never returns: the program exits when its parent lets it go or has
// died. In the parent it does nothing, unless something outside gives the program its jobs, as
// Pool.open of poolground.js does: then it serves that, and never returns either.
func ServeIfWorker() {
	link, _ := workerEnd()
	if link == nil {
		if main := currentPlatform().Main; main != nil {
			self.serving.Store(true)
			os.Exit(main())
		}
		return
	}
	self.serving.Store(true)
	if err := serve(link); err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// refuse tells the parent that this worker cannot serve. It is the worker's last word.
func refuse(link Link, err error) {
	var w writer
	at, start := w.begin(recordRefused, 0)
	writeError(&w, err)
	w.end(at, start)
	_ = w.sendTo(link)
}

// A server is a worker's side of a link. The goroutine of serve receives; another, the executor,
// runs the tasks, one chunk after the other, and sends. Where the executor has nothing to do it
// receives itself.
type server struct {
	link   Link
	slot   int
	cancel context.CancelCauseFunc // of everything
	ctx    context.Context
	greet  bool
	yield  func()

	mu        sync.Mutex
	more      sync.Cond
	queue     []*served              // chunks to run, from head; guarded by mu
	head      int                    // guarded by mu
	ended     bool                   // no more will come; guarded by mu
	callables map[uint32]*callable   // by number; guarded by mu
	contexts  map[uint32]*jobContext // of jobs with a chunk here; guarded by mu
	latest    int                    // chunks that came with the last frame; guarded by mu
	pinged    bool                   // the parent wants to hear something; guarded by mu
	waiting   bool                   // the executor waits for what is received; guarded by mu
	roles     receivers              // guarded by mu
	due       frameCount             // the receiving goroutine's

	sendMu sync.Mutex    // held around what is sent: the receiving goroutine may have to refuse
	out    writer        // the executor's
	handed time.Duration // when out was sent last; the executor's
}

type callable struct {
	function string
	fn       *calling
	err      error // why it cannot be called
}

// A jobContext is what the tasks of one job run under in this worker.
type jobContext struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	stop   flag
	chunks int // of it in the queue or running; guarded by the server's mu
}

// A served is a chunk as it came.
type served struct {
	seq, job uint32
	flags    uint8
	count    int
	callable *callable
	payload  []byte
	owner    *jobContext
	own      jobContext // room for owner
}

// serve serves a parent until it says stop (nil) or the link ends (its error).
func serve(link Link) error {
	s := &server{link: link, callables: map[uint32]*callable{}, contexts: map[uint32]*jobContext{}, yield: currentPlatform().Yield}
	s.more.L = &s.mu
	s.roles.init(&s.mu)
	s.ctx, s.cancel = context.WithCancelCause(context.Background())
	defer s.cancel(errEnded)
	executed := make(chan struct{})
	started := false
	var err error
	for err == nil {
		if err = s.receive(); err != nil {
			break
		}
		if !started && s.greet {
			started = true
			go newExecutor(s, executed).loop()
		}
		err = s.leaveReceiving()
	}
	s.finish()
	if err == errStop {
		if started {
			<-executed
		}
		return nil
	}
	return err
}

// receive takes in one frame.
func (s *server) receive() error {
	frame, err := s.link.Receive()
	if err != nil {
		return err
	}
	if err = eachRecord(frame, &s.due, s.handle); err != nil && err != errStop {
		s.refuse(fmt.Errorf("the worker cannot go on: %w", err))
	}
	return err
}

// leaveReceiving leaves it to an executor that has nothing else to do. In a browser no timer could
// interrupt a task to have a cancel heard, and to wake the executor costs little.
func (s *server) leaveReceiving() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !interruptible || !s.waiting {
		return nil
	}
	s.more.Signal()
	return s.roles.leave()
}

// await is what the executor calls, with mu held, where it has nothing to do.
func (s *server) await() {
	if !interruptible || !s.roles.take() {
		s.waiting = true
		s.more.Wait()
		s.waiting = false
		return
	}
	s.mu.Unlock()
	err := s.receive()
	s.mu.Lock()
	s.roles.put()
	if err != nil {
		s.ended = true
		s.roles.fail(err)
	}
}

func (s *server) refuse(err error) {
	s.sendMu.Lock()
	defer s.sendMu.Unlock()
	refuse(s.link, err)
}

func (s *server) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.more.Broadcast()
}

var (
	errStop       = refusedError{&stackedError{error: errors.New("stop")}} // passes eachRecord as it is
	errWorkerOnly = errors.New("the parent sent what only a worker sends")
)

func (s *server) handle(rec record) error {
	if !s.greet && rec.kind != recordHello {
		return errors.New("it came before hello")
	}
	b := rec.body
	switch rec.kind {
	case recordHello:
		return s.handleHello(b)
	case recordInit:
		s.push(&served{flags: rec.flags, payload: b.b, count: -1})
		return nil
	case recordDefine:
		return s.handleDefine(b)
	case recordChunk:
		return s.handleChunk(rec.flags, b)
	case recordCancel:
		id, _ := b.u32(), b.u32()
		s.cancelJob(id)
		return b.end()
	case recordForget:
		id, _ := b.u32(), b.u32()
		s.mu.Lock()
		delete(s.callables, id)
		s.mu.Unlock()
		return b.end()
	case recordStop:
		if err := b.end(); err != nil {
			return err
		}
		return errStop
	case recordPing:
		s.mu.Lock()
		defer s.mu.Unlock()
		s.pinged = true
		s.more.Signal()
		return b.end()
	}
	return errWorkerOnly
}

func (s *server) handleHello(b reader) error {
	magic, version, slot, _ := b.u32(), b.u32(), b.u32(), b.u32()
	if err := b.end(); err != nil {
		return err
	}
	if magic != wireMagic || version != wireVersion {
		return fmt.Errorf("the parent speaks version %d of %#x, this worker version %d of %#x, build both from one source", version, magic, wireVersion, wireMagic)
	}
	if s.greet {
		return errors.New("it came twice")
	}
	s.greet, s.slot = true, int(slot)
	return nil
}

func (s *server) handleDefine(b reader) error {
	id, bound := b.u32(), b.u32()
	name, data := b.string(), b.field()
	if err := b.end(); err != nil {
		return err
	}
	if bound >= uint32(bindings) {
		return fmt.Errorf("binding %d is not known", bound)
	}
	c := &callable{function: name}
	c.fn, c.err = bindFunction(name, binding(bound), data)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.callables[id] != nil {
		return fmt.Errorf("callable %d is defined twice", id)
	}
	s.callables[id] = c
	return nil
}

func (s *server) handleChunk(flags uint8, b reader) error {
	c := &served{flags: flags, seq: b.u32(), job: b.u32()}
	id := b.u32()
	c.count = int(b.u32())
	c.payload = b.b
	if b.err != nil {
		return b.err
	}
	if c.count <= 0 || c.count > len(c.payload) {
		return fmt.Errorf("%d tasks in %d bytes", c.count, len(c.payload))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.callable = s.callables[id]; c.callable == nil {
		return fmt.Errorf("callable %d is not defined", id)
	}
	c.owner = s.contexts[c.job]
	if c.owner == nil {
		c.owner = &c.own
		s.contexts[c.job] = c.owner
	}
	c.owner.chunks++
	s.queue = append(s.queue, c)
	s.latest = len(s.queue) - s.head
	s.more.Signal()
	return nil
}

func (s *server) push(c *served) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, c)
	s.more.Signal()
}

func (s *server) cancelJob(id uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if j := s.contexts[id]; j != nil {
		j.stop.Store(true)
		if j.cancel != nil {
			j.cancel(ErrJobCanceled)
		}
	}
}

// contextOf is the context of the tasks of c, made when a function first asks for one.
func (s *server) contextOf(c *served) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	j := c.owner
	if j.ctx == nil {
		j.ctx, j.cancel = context.WithCancelCause(s.ctx)
		if j.stop.Load() {
			j.cancel(ErrJobCanceled)
		}
	}
	return &taskContext{Context: j.ctx, slot: s.slot, yield: s.yield, yielded: sinceStart()}
}

// release lets go of what the worker keeps for the job of c while chunks of it are here.
func (s *server) release(c *served) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.owner.chunks--; c.owner.chunks == 0 {
		if c.owner.cancel != nil {
			c.owner.cancel(errEnded)
		}
		delete(s.contexts, c.job)
	}
}
