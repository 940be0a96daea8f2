package pool_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"poolground/pool"
)

// A recorder checks the stream of events while it comes.
type recorder struct {
	mu     sync.Mutex
	busy   atomic.Int32
	joined atomic.Bool
	events []pool.Event
	bad    []string
}

func (r *recorder) note(e pool.Event) {
	if r.busy.Add(1) != 1 {
		r.bad = append(r.bad, "concurrent calls of OnEvent")
	}
	if r.joined.Load() {
		r.bad = append(r.bad, "an event after Join")
	}
	r.mu.Lock()
	if n := len(r.events); n > 0 && e.At < r.events[n-1].At {
		r.bad = append(r.bad, "At goes back")
	}
	r.events = append(r.events, e)
	r.mu.Unlock()
	r.busy.Add(-1)
}

func (r *recorder) count(kind pool.EventKind) (n int) {
	for _, e := range r.events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

// check holds the rules that every finished timeline obeys.
func (r *recorder) check(t *testing.T) {
	t.Helper()
	for _, b := range slices.Compact(r.bad) {
		t.Error(b)
	}
	type state struct {
		started, ready bool
		chunk          *pool.Event
		end            time.Duration
	}
	slots := map[int]*state{}
	jobs := map[int]string{}
	blocked := map[int]int{}
	for i, e := range r.events {
		fail := func(what string) { t.Errorf("event %d, %v of job %d, worker %d: %s", i, e.Kind, e.Job, e.Worker, what) }
		s := slots[e.Worker]
		switch e.Kind {
		case pool.JobStarted:
			if jobs[e.Job] != "" || e.Worker != -1 {
				fail("it started before")
			}
			jobs[e.Job] = "running"
		case pool.JobDone:
			if jobs[e.Job] != "running" {
				fail("it does not run")
			}
			jobs[e.Job] = "done"
		case pool.ChunkQueued:
			if jobs[e.Job] != "running" || e.Count <= 0 || e.Worker != -1 {
				fail("its job does not run")
			}
		case pool.ChunkStarted:
			if s == nil || !s.ready || s.chunk != nil {
				fail("its worker is not free")
			} else {
				s.chunk = &r.events[i]
			}
		case pool.ChunkDone:
			if s == nil || s.chunk == nil || s.chunk.First != e.First || s.chunk.Job != e.Job {
				fail("it did not start")
			} else {
				if e.Start < s.end {
					fail("it began before its worker had ended the one before")
				}
				s.chunk, s.end = nil, e.End
			}
			if e.Start > e.End || e.End > e.At || e.Start < 0 {
				fail("its times are not in order")
			}
		case pool.WorkerStarted:
			if s != nil && s.started {
				fail("the slot has a worker")
			}
			slots[e.Worker] = &state{started: true}
		case pool.WorkerReady:
			if s == nil || !s.started || s.ready {
				fail("it did not start, or was ready")
			} else {
				s.ready = true
			}
		case pool.WorkerExited, pool.WorkerDied:
			if s == nil || !s.started {
				fail("it did not start")
			} else if e.Kind == pool.WorkerExited && s.chunk != nil && jobs[s.chunk.Job] != "done" {
				fail("it holds a chunk")
			}
			delete(slots, e.Worker)
			if (e.Kind == pool.WorkerDied) != (e.Err != nil) {
				fail("its error is wrong")
			}
		case pool.CallerBlocked:
			blocked[e.Job]++
		case pool.CallerResumed:
			if blocked[e.Job]--; blocked[e.Job] < 0 {
				fail("it was not blocked")
			}
		}
	}
	for job, s := range jobs {
		if s != "done" {
			t.Errorf("job %d is %s at the end", job, s)
		}
	}
	for slot := range slots {
		t.Errorf("the worker of slot %d never ended", slot)
	}
	for job, n := range blocked {
		if n > 0 {
			t.Errorf("callers of job %d are blocked at the end", job)
		}
	}
}

// recorded makes a pool whose timeline is checked when the test ends.
func recorded(t *testing.T, o pool.Options) (*pool.Pool, *recorder) {
	r := &recorder{}
	o.OnEvent = r.note
	p, err := pool.New(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		end(t, p)
		r.joined.Store(true)
		r.check(t)
	})
	return p, r
}

func TestTheTimelineIsInOrder(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, r := recorded(t, pool.Options{Workers: 3, Backend: b.start(), MaxChunksPerWorker: 7})
		ctx := patient(t)
		for range 5 {
			same(t, squares(50))(pool.Map(ctx, p, square, pool.Range(0, 50), pool.ChunkSize(3)))
			_, _ = pool.Map(ctx, p, picky, pool.Range(0, 50), pool.ChunkSize(3))
			_, _ = pool.Map(ctx, p, picky, pool.Range(0, 50), pool.ChunkSize(3), pool.KeepGoing())
			for range pool.IMap(ctx, p, square, slices.Values(pool.Range(0, 100))) {
			}
			for range pool.IMapUnordered(ctx, p, square, slices.Values(pool.Range(0, 100))) {
				break
			}
			pool.MapAsync(ctx, p, square, pool.Range(0, 50), pool.ChunkSize(1)).Cancel()
			same(t, []int{})(pool.Map(ctx, p, square, nil))
		}
		end(t, p)
		if n := r.count(pool.JobStarted); n != 35 {
			t.Errorf("%d jobs started", n)
		}
	})
}

func TestTheTimelineOfDeathsAndTermination(t *testing.T) {
	for _, n := range []int{1, 3} {
		w := newWorld(t)
		p, r := recorded(t, pool.Options{Workers: n, Backend: w})
		ctx := patient(t)
		for _, size := range []int{1, 3, 7} {
			_, _ = pool.Map(ctx, p, suicidal, w.fatalAt(20, 3, 11), pool.ChunkSize(size), pool.KeepGoing())
			_, _ = pool.Map(ctx, p, takesFuncs, make([]func(), 10), pool.ChunkSize(size), pool.KeepGoing())
		}
		g := newGate(t)
		pool.MapAsync(ctx, p, gated, g.args(20), pool.ChunkSize(2))
		receive(t, g.entered)
		p.Terminate()
		end(t, p)
		if died := r.count(pool.WorkerDied); died < 6 {
			t.Errorf("%d workers died", died)
		}
	}
}

var takesFuncs = pool.Func("t.takesFuncs", func(f func()) int { return 0 })

func TestWhatEventsSay(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, r := recorded(t, pool.Options{Workers: 1, Backend: b.start()})
		ctx := patient(t)
		same(t, squares(10))(pool.Map(ctx, p, square, pool.Range(0, 10), pool.ChunkSize(4)))
		_, failure := pool.Apply(ctx, p, picky, 7)
		end(t, p)
		var queued, done [][2]int
		bytes := 0
		for _, e := range r.events {
			switch {
			case e.Kind == pool.ChunkQueued && e.Job == 0:
				queued = append(queued, [2]int{e.First, e.Count})
			case e.Kind == pool.ChunkDone && e.Job == 0:
				done = append(done, [2]int{e.First, e.Count})
				bytes += e.Bytes
			case e.Kind == pool.JobStarted && e.Job == 0 && (e.Function != "square" || e.Count != 10 || e.Worker != -1),
				e.Kind == pool.JobDone && e.Job == 0 && (e.Function != "square" || e.Count != 10 || e.Err != nil),
				e.Kind == pool.JobDone && e.Job == 1 && !errors.Is(failure, e.Err),
				e.Kind == pool.WorkerReady && (e.Job != -1 || e.Worker != 0):
				t.Errorf("%v: %+v", e.Kind, e)
			}
		}
		same(t, [][2]int{{0, 4}, {4, 4}, {8, 2}})(queued, nil)
		same(t, queued)(done, nil)
		if b.encodes && (bytes < 160 || bytes > 1000) || !b.encodes && bytes != 0 {
			t.Errorf("%d bytes crossed for 10 numbers and their squares", bytes)
		}
	})
}

func TestOnEventMayAskAndActOnThePool(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		var p *pool.Pool
		ready := make(chan bool)
		var asked atomic.Int32
		p, err := pool.New(context.Background(), pool.Options{Workers: 2, Backend: b.start(), OnEvent: func(e pool.Event) {
			<-ready
			if s := p.Stats(); len(s.Workers) != 2 {
				t.Error(s)
			}
			asked.Add(1)
			if e.Kind == pool.JobDone {
				p.Close()
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		close(ready)
		same(t, squares(50))(pool.Map(patient(t), p, square, pool.Range(0, 50)))
		end(t, p)
		n := asked.Load()
		if n < 6 {
			t.Errorf("%d events", n)
		}
	})
}

func TestStats(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx, g := b.pool(t, 2), patient(t), newGate(t)
		res := pool.MapAsync(ctx, p, gated, g.args(10), pool.ChunkSize(2))
		receive(t, g.entered)
		receive(t, g.entered)
		if s := p.Stats(); s.Running != 2 || s.Queued != 3 {
			t.Errorf("running %d, queued %d", s.Running, s.Queued)
		}
		g.open()
		if err := res.Wait(ctx); err != nil {
			t.Error(err)
		}
		end(t, p)
		s := p.Stats()
		chunks, tasks := 0, 0
		for _, w := range s.Workers {
			chunks, tasks = chunks+w.Chunks, tasks+w.Tasks
			if w.Busy < 0 || w.Busy > time.Minute {
				t.Errorf("busy for %v", w.Busy)
			}
		}
		if chunks != 5 || tasks != 10 || s.Running != 0 || s.Queued != 0 {
			t.Errorf("%d chunks, %d tasks; %+v", chunks, tasks, s)
		}
	})
}

func TestEventKindsHaveNames(t *testing.T) {
	names := map[pool.EventKind]string{pool.JobStarted: "JobStarted", pool.ChunkQueued: "ChunkQueued",
		pool.ChunkStarted: "ChunkStarted", pool.ChunkDone: "ChunkDone", pool.JobDone: "JobDone",
		pool.CallerBlocked: "CallerBlocked", pool.CallerResumed: "CallerResumed", pool.WorkerStarted: "WorkerStarted",
		pool.WorkerReady: "WorkerReady", pool.WorkerExited: "WorkerExited", pool.WorkerDied: "WorkerDied", 200: "EventKind(?)"}
	for k, want := range names {
		if k.String() != want {
			t.Errorf("%d is %s", k, k)
		}
	}
}
