package jspool

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"poolground/pool"
)

// A server does what a page asks for. One goroutine receives; each job has one that waits for it
// and answers, which ends with the job.
type server struct {
	link   pool.VectorLink
	pool   *pool.Pool // nil until it is open
	joined chan error // holds one: the pool was closed and has gone

	sendMu sync.Mutex // one goroutine sends at a time

	mu   sync.Mutex
	jobs map[int]job   // whose ends have not been told, by number; guarded by mu
	gone chan struct{} // closed when there are none and there will be none; nil before close; guarded by mu
}

// A job is one that can be canceled. Only a stream has items.
type job struct {
	cancel func()
	stream *pool.UntypedStream
}

// Serve does what comes over a link until the pool that it asked for was closed and has gone, or
// the link ends, and returns why: nil after a close.
func Serve(link pool.VectorLink) error {
	s := &server{link: link, joined: make(chan error, 1), jobs: map[int]job{}}
	s.send(reply{ID: -1, Kind: kindServing})
	failed := make(chan error, 1)
	go func() { failed <- s.receive() }() // ends with the link, at the latest when the program does
	select {
	case err := <-failed:
		if s.pool != nil {
			s.pool.Terminate()
		}
		return err
	case err := <-s.joined:
		s.mu.Lock()
		gone := make(chan struct{})
		s.gone = gone
		s.checkGone()
		s.mu.Unlock()
		<-gone
		return err
	}
}

func (s *server) receive() error {
	for {
		frame, err := s.link.Receive()
		if err != nil {
			return err
		}
		r, lists, err := decodeRequest(frame)
		if err == nil {
			err = s.handle(r, lists)
		}
		if err != nil {
			return fmt.Errorf("jspool: the page sent a malformed %s request: %w", r.Op, err)
		}
	}
}

var errNotOpen = errors.New("the pool is not open")

func (s *server) handle(r request, lists []pool.List) error {
	if s.pool == nil && r.Op != opOpen {
		return errNotOpen
	}
	switch r.Op {
	case opOpen:
		return s.open(r, lists)
	case opMap:
		s.begin(r.ID, func(f pool.Untyped, o []pool.CallOption) { s.startMap(r, f, lists, o) }, r)
	case opStream:
		s.begin(r.ID, func(f pool.Untyped, o []pool.CallOption) { s.startStream(r, f, lists, o) }, r)
	case opItems, opEnd:
		return s.feed(r, lists)
	case opCancel:
		if j, ok := s.job(r.ID); ok { // else it has ended
			j.cancel()
		}
	case opClose:
		s.close()
	default:
		return errors.New("it is not known")
	}
	return nil
}

func (s *server) open(r request, lists []pool.List) error {
	if s.pool != nil {
		return errors.New("the pool is open")
	}
	p, err := newPool(r, lists)
	if err != nil {
		s.send(reply{ID: r.ID, Kind: kindOpened, Error: describe(err)})
		return nil
	}
	s.pool = p
	functions := map[string]signature{}
	for _, name := range pool.Functions() {
		if f, err := pool.Lookup(name); err == nil {
			functions[name] = signature{f.Params(), f.Result()}
		}
	}
	s.send(reply{ID: r.ID, Kind: kindOpened, Workers: p.Workers(), Functions: functions})
	return nil
}

func newPool(r request, lists []pool.List) (*pool.Pool, error) {
	o := pool.Options{Workers: r.Workers, MaxChunksPerWorker: r.MaxChunks}
	if r.Function != "" {
		f, err := pool.Lookup(r.Function)
		if err != nil {
			return nil, err
		}
		if len(lists) != 1 {
			return nil, fmt.Errorf("jspool: %d lists of an initializer's argument", len(lists))
		}
		if o.Initializer, err = f.Bind(lists[0]); err != nil {
			return nil, err
		}
	}
	return pool.New(context.Background(), o)
}

func (s *server) close() {
	s.pool.Close()
	go func() { // ends with the pool
		err := s.pool.Join(context.Background())
		select {
		case s.joined <- err:
		default: // it was closed twice
		}
	}()
}

// begin starts a job, or answers why it cannot.
func (s *server) begin(id int, start func(pool.Untyped, []pool.CallOption), r request) {
	f, err := pool.Lookup(r.Function)
	if err != nil {
		s.send(reply{ID: id, Kind: kindDone, Error: describe(err)})
		return
	}
	start(f, s.options(r))
}

func (s *server) options(r request) (options []pool.CallOption) {
	o := r.Options
	if o.ChunkSize != nil {
		options = append(options, pool.ChunkSize(*o.ChunkSize))
	}
	if o.KeepGoing {
		options = append(options, pool.KeepGoing())
	}
	if o.Retries != nil {
		options = append(options, pool.Retries(*o.Retries))
	}
	if o.TaskTimeout != nil {
		options = append(options, pool.TaskTimeout(time.Duration(*o.TaskTimeout*float64(time.Millisecond))))
	}
	if o.Progress {
		options = append(options, pool.OnProgress(func(done, total int) {
			s.send(reply{ID: r.ID, Kind: kindProgress, Done: done, Total: total})
		}))
	}
	return options
}

func (s *server) startMap(r request, f pool.Untyped, lists []pool.List, options []pool.CallOption) {
	result := f.MapAsync(context.Background(), s.pool, lists, options...)
	s.wait(r.ID, job{cancel: result.Cancel}, func() {
		list, err := result.Get(context.Background())
		switch {
		case err == nil || list.Form != "": // with KeepGoing, both
			s.send(reply{ID: r.ID, Kind: kindDone, Failures: describeTasks(err)}, list)
		default:
			s.send(reply{ID: r.ID, Kind: kindDone, Error: describe(err)})
		}
	})
}

func (s *server) startStream(r request, f pool.Untyped, lists []pool.List, options []pool.CallOption) {
	form := pool.FormCBOR
	if len(lists) > 0 {
		form = lists[0].Form
	}
	stream := f.Stream(context.Background(), s.pool, form, options...)
	s.wait(r.ID, job{stream.Cancel, stream}, func() {
		for {
			outcomes, err := stream.Next()
			for _, o := range outcomes {
				s.sendOutcome(r.ID, o)
			}
			if len(outcomes) == 0 {
				end := reply{ID: r.ID, Kind: kindDone}
				if err != nil {
					end.Error = describe(err)
				}
				s.send(end)
				return
			}
		}
	})
}

func (s *server) sendOutcome(id int, o pool.Outcome) {
	if o.Err != nil {
		s.send(reply{ID: id, Kind: kindItems, First: o.First, Failures: []failure{*describe(o.Err)}})
		return
	}
	s.send(reply{ID: id, Kind: kindItems, First: o.First}, o.Results)
}

func (s *server) feed(r request, lists []pool.List) error {
	j, ok := s.job(r.ID)
	switch {
	case !ok: // it has ended
		return nil
	case j.stream == nil:
		return errors.New("the job is no stream")
	}
	for _, l := range lists {
		if err := j.stream.Add(l); err != nil {
			return err
		}
	}
	if r.Op == opEnd {
		j.stream.End()
	}
	return nil
}

// wait keeps a job until end, which waits for it, returns.
func (s *server) wait(id int, j job, end func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone != nil {
		return // the page learns it from the exit
	}
	s.jobs[id] = j
	go func() {
		end()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.jobs, id)
		s.checkGone()
	}()
}

// checkGone is called with mu held.
func (s *server) checkGone() {
	if s.gone != nil && len(s.jobs) == 0 {
		close(s.gone)
	}
}

func (s *server) job(id int) (job, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	j, ok := s.jobs[id]
	return j, ok
}

// send sends an answer. One that cannot be sent is answered with the reason; where the link has
// ended, there is nobody to tell.
func (s *server) send(r reply, lists ...pool.List) {
	parts, err := encodeReply(r, lists...)
	s.sendMu.Lock()
	defer s.sendMu.Unlock()
	if err == nil {
		err = s.link.SendParts(parts...)
	}
	if err == nil {
		return
	}
	parts, err = encodeReply(reply{ID: r.ID, Kind: kindDone, Error: describe(err)})
	if err == nil {
		_ = s.link.SendParts(parts...)
	}
}
