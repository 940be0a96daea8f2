package pool

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// Fuzz targets for what comes over a link: never a panic, never memory beyond reason.

var (
	fuzzInts = Func("fuzz.ints", func(x int) int { return x })
	_        = Func("fuzz.text", func(m map[string][]string) map[string][]string { return m })
	fuzzTwo  = Func2("fuzz.two", func(s string, b []float64) []float64 { return b })
)

// fuzzMemory is how much a frame of n bytes may make the decoder allocate.
func fuzzMemory(n int) uint64 { return 1<<20 + 200*uint64(n) }

// bounded fails the test if f allocates more than is reasonable for n bytes of input.
func bounded(t *testing.T, n int, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > fuzzMemory(n) {
		t.Errorf("%d bytes of input made it allocate %d", n, got)
	}
}

// frameOf makes a frame of records.
func frameOf(records ...func(w *writer)) []byte {
	var w writer
	for _, r := range records {
		r(&w)
	}
	return append([]byte(nil), w.join()...)
}

func rec(kind recordKind, flags uint8, body func(w *writer)) func(w *writer) {
	return func(w *writer) {
		at, start := w.begin(kind, flags)
		body(w)
		w.end(at, start)
	}
}

func nums(ns ...uint32) func(w *writer) {
	return func(w *writer) {
		for _, n := range ns {
			w.u32(n)
		}
	}
}

func nothing(*writer) {}

// seedFrames are real frames, of each kind.
func seedFrames() [][]byte {
	hello := rec(recordHello, 0, nums(wireMagic, wireVersion, 1, 2))
	noInit := func(w *writer) { writeInit(w, Call{}) }
	define := func(id uint32, b binding, name string, constant ...byte) func(w *writer) {
		return rec(recordDefine, 0, func(w *writer) {
			nums(id, uint32(b))(w)
			w.string(name)
			w.bytes(constant)
		})
	}
	chunk := func(seq, id uint32, n int, encode func(w *writer)) func(w *writer) {
		return rec(recordChunk, flagKeepGoing, func(w *writer) { nums(seq, 7, id, uint32(n))(w); encode(w) })
	}
	ints := func(w *writer) { encodeAll(w, []int{1, 2, 3}) }
	text := func(w *writer) { encodeAll(w, []map[string][]string{{"a": {"b"}}, nil}) }
	pairs := func(w *writer) {
		_, _ = fuzzTwo.fn.encode(w, arguments{itemsOf([]string{"a", ""}), itemsOf([][]float64{{1}, nil})})
	}
	failure := func(w *writer) {
		nums(0, 0)(w)
		writeError(w, errors.Join(fmt.Errorf("x: %w", ErrNested), errors.New("y")))
	}
	alive := rec(recordAlive, 0, func(w *writer) { nums(wireMagic, wireVersion)(w); w.u64(5); w.u64(6) })
	ready := rec(recordReady, 0, nothing)
	results := rec(recordResults, 0, func(w *writer) { nums(0, 3)(w); ints(w) })
	done := rec(recordDone, 0, func(w *writer) { nums(0, 0)(w); w.u64(5); w.u64(9) })
	return [][]byte{
		frameOf(hello, noInit),
		frameOf(hello, noInit, define(0, bindNone, "fuzz.ints"), chunk(0, 0, 3, ints)),
		frameOf(hello, func(w *writer) { writeInit(w, Bind(fuzzInts, 3)) }),
		frameOf(hello, noInit, define(0, bindNone, "fuzz.text"), define(1, bindNone, "fuzz.two"), chunk(0, 0, 2, text), chunk(1, 1, 2, pairs)),
		frameOf(hello, noInit, define(0, bindFirst, "fuzz.two", 2, 0, 0, 0, 0, 0, 0, 0, 'a'), define(1, bindSecond, "none")),
		frameOf(hello, rec(recordCancel, 0, nums(7, 0)), rec(recordForget, 0, nums(0, 0)), rec(recordStop, 0, nothing)),
		frameOf(alive), frameOf(alive, ready), frameOf(alive, ready, results, done),
		frameOf(results, done), frameOf(rec(recordFailed, 0, failure), rec(recordFailed, 0, failure), done),
		frameOf(rec(recordRefused, 0, func(w *writer) { writeError(w, errGoexit) })),
		OutputFrame(1, []byte("hello\n")), OutputFrame(3, nil), {}, {1}, make([]byte, 64),
	}
}

func addSeeds(f *testing.F) {
	for _, s := range seedFrames() {
		f.Add(s)
	}
}

func FuzzEachRecord(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, frame []byte) {
		n := 0
		err := eachRecord(frame, nil, func(r record) error {
			n++
			if len(r.body.b) > len(frame) {
				t.Error("a record is longer than its frame")
			}
			return nil
		})
		if err != nil && !strings.Contains(err.Error(), "record") {
			t.Errorf("error %v does not say which record", err)
		}
		if n > len(frame)/recordHeader+1 {
			t.Errorf("%d records in %d bytes", n, len(frame))
		}
	})
}

// numbered makes each record of a frame, as far as it can be read, one of the nth frame: a fuzzer
// that had to find the number would not get far.
func numbered(frame []byte, n uint16) []byte {
	frame = append([]byte(nil), frame...)
	for at := 0; at+recordHeader <= len(frame); {
		binary.LittleEndian.PutUint16(frame[at+2:], n)
		length := uint64(binary.LittleEndian.Uint32(frame[at+4:]))
		if length > uint64(len(frame)) {
			break
		}
		at += recordHeader + int(length+7)&^7
	}
	return frame
}

// A script is a link that delivers given frames and keeps nothing.
type script struct {
	mu     sync.Mutex
	frames [][]byte
	ended  chan struct{}
	once   sync.Once
}

func newScript(frames ...[]byte) *script {
	return &script{frames: frames, ended: make(chan struct{})}
}

func (s *script) Send([]byte) error { return nil }

func (s *script) Receive() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.frames) == 0 {
		return nil, errEnded
	}
	f := s.frames[0]
	s.frames = s.frames[1:]
	return append([]byte(nil), f...), nil
}

func (s *script) Kill() error {
	s.once.Do(func() { close(s.ended) })
	return nil
}

// FuzzServe is a worker whose parent sends anything.
func FuzzServe(f *testing.F) {
	addSeeds(f)
	hello := seedFrames()[0]
	f.Fuzz(func(t *testing.T, frame []byte) {
		bounded(t, len(frame), func() {
			if err := serve(newScript(hello, numbered(frame, 1))); err == nil && len(frame) == 0 {
				t.Error("the link ended without an error")
			}
			_ = serve(newScript(numbered(frame, 0)))
		})
	})
}

// FuzzRemote is a parent whose worker sends anything, in each phase.
func FuzzRemote(f *testing.F) {
	for phase := range 3 {
		for _, s := range seedFrames() {
			f.Add(phase, s)
		}
	}
	f.Fuzz(func(t *testing.T, phase int, frame []byte) {
		p, w := fuzzPool()
		r := newRemote(p, w, newScript())
		r.readySoon.Stop()
		r.phase = remotePhase(uint(phase) % 3)
		m := newMap[int](context.Background(), p, fuzzInts.fn, arguments{a: itemsOf([]int{1, 2, 3, 4, 5, 6})}, 6, []CallOption{ChunkSize(3), KeepGoing()})
		j := &m.job
		j.pool = p
		p.link(j)
		if r.phase == remoteReady {
			c := j.take()
			c.sent = true
			w.inflight = append(w.inflight, c)
		}
		bounded(t, len(frame), func() {
			if err := r.handle(numbered(frame, 0)); err != nil && !strings.Contains(err.Error(), "record") {
				if _, refused := err.(refusedError); !refused {
					t.Errorf("error %v does not say which record", err)
				}
			}
		})
	})
}

// fuzzPool is a pool without goroutines, and a worker in its one slot.
func fuzzPool() (*Pool, *worker) {
	p := &Pool{size: 1, state: poolTerminated, gone: make(chan struct{}), shares: map[string]*share{}, isGone: true}
	p.output = outputs{out: discard{}, err: discard{}}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	s := &slot{}
	w := &worker{slot: s}
	w.inflight = w.room[:0]
	w.ctx, w.cancel = context.WithCancel(p.ctx)
	s.worker = w
	p.slots = []*slot{s}
	return p, w
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

func FuzzReadError(f *testing.F) {
	for _, err := range []error{ErrNested, fmt.Errorf("x: %w", context.Canceled), errors.Join(errGoexit, ErrClosed), newPanicError("x")} {
		var w writer
		writeError(&w, err)
		f.Add(append([]byte(nil), w.join()...))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		bounded(t, len(data), func() {
			r := reader{b: data}
			if _, err := readError(&r); r.err == nil && err != nil {
				_ = err.Error()
				_ = errors.Is(err, ErrNested)
			}
		})
	})
}
