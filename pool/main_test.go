package pool_test

import (
	"bytes"
	"context"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"poolground/pool"
)

// The tests run on every backend of this table. A new backend is one more row.
var backends = []backendCase{
	{name: "goroutines", start: func() pool.Backend { return pool.Goroutines() }, inProcess: true},
	{name: "framed", start: linked(asFramed), inProcess: true, encodes: true},
	{name: "eager", start: linked(asEager), inProcess: true, encodes: true},
	{name: "direct", start: linked(asDirect), inProcess: true, encodes: true},
}

// linked is goroutines beyond links of a kind.
func linked(wrap func(pool.Link) pool.Link) func() pool.Backend {
	return func() pool.Backend { return wrapped{pool.Goroutines(), wrap} }
}

type backendCase struct {
	name      string
	start     func() pool.Backend
	inProcess bool // tasks share this program's memory: gates and worlds work
	encodes   bool // arguments and results cross by value
}

func TestMain(m *testing.M) {
	pool.ServeIfWorker()
	os.Exit(m.Run())
}

// wrapped is a backend whose links are made what they are not.
type wrapped struct {
	pool.Backend
	wrap func(pool.Link) pool.Link
}

func (w wrapped) Start(ctx context.Context, slot int) (pool.Link, error) {
	l, err := w.Backend.Start(ctx, slot)
	if err != nil {
		return nil, err
	}
	return w.wrap(l), nil
}

// Each of linkKinds hides what a link can do beyond moving frames, and adds what it is called for.
var linkKinds = []func(pool.Link) pool.Link{asFramed, asEager, asDirect}

func asFramed(l pool.Link) pool.Link { return framedLink{l} }
func asEager(l pool.Link) pool.Link  { return eagerLink{l} }

type framedLink struct{ pool.Link }

type eagerLink struct{ pool.Link }

func (l eagerLink) SendsEagerly() {}

func (l eagerLink) SendParts(parts ...[]byte) error {
	return l.Send(bytes.Join(parts, nil))
}

// A directLink refuses each third frame that is to go at once.
type directLink struct {
	pool.Link
	frames      chan []byte
	err         error // set before frames is closed
	interrupted chan struct{}
	tries       int
}

func asDirect(l pool.Link) pool.Link {
	d := &directLink{Link: l, frames: make(chan []byte), interrupted: make(chan struct{}, 1)}
	go func() { // until the worker has gone
		defer close(d.frames)
		for {
			frame, err := l.Receive()
			if err != nil {
				d.err = err
				return
			}
			d.frames <- frame
		}
	}()
	return d
}

func (d *directLink) SendParts(parts ...[]byte) error { return d.Send(bytes.Join(parts, nil)) }

func (d *directLink) TrySend(parts ...[]byte) (bool, error) {
	if d.tries++; d.tries%3 == 0 {
		return false, nil
	}
	return true, d.SendParts(parts...)
}

func (d *directLink) Receive() ([]byte, error) {
	select {
	case frame, ok := <-d.frames:
		if !ok {
			return nil, d.err
		}
		return frame, nil
	case <-d.interrupted:
		return nil, nil
	}
}

func (d *directLink) Interrupt() {
	select {
	case d.interrupted <- struct{}{}:
	default:
	}
}

// eachBackend runs f once a backend.
func eachBackend(t *testing.T, f func(t *testing.T, b backendCase)) {
	t.Helper()
	for _, b := range backends {
		t.Run(b.name, func(t *testing.T) {
			checkLeaks(t)
			f(t, b)
		})
	}
}

// eachInProcess is eachBackend for tests whose tasks talk to the test.
func eachInProcess(t *testing.T, f func(t *testing.T, b backendCase)) {
	t.Helper()
	for _, b := range inProcess() {
		t.Run(b.name, func(t *testing.T) {
			checkLeaks(t)
			f(t, b)
		})
	}
}

// inProcess is the backends whose workers are goroutines of this program: they can live in a
// testing/synctest bubble, where a real pipe would wait for ever.
func inProcess() []backendCase {
	return slices.DeleteFunc(slices.Clone(backends), func(b backendCase) bool { return !b.inProcess })
}

// patience is how long a test waits for what must happen before it fails. Nothing waits this
// long in a test that passes.
const patience = 20 * time.Second

// patient is a context that ends with the test's patience.
func patient(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// newPool makes a pool that is closed and joined when the test ends, unless it terminated it.
func newPool(t testing.TB, o pool.Options) *pool.Pool {
	t.Helper()
	p, err := pool.New(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(t, p) })
	return p
}

func (b backendCase) pool(t testing.TB, workers int) *pool.Pool {
	t.Helper()
	return newPool(t, pool.Options{Workers: workers, Backend: b.start()})
}

// end closes a pool and waits until its workers have gone.
func end(t testing.TB, p *pool.Pool) {
	t.Helper()
	p.Close()
	if t.Failed() {
		p.Terminate()
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := p.Join(ctx); err != nil {
		t.Errorf("Join: %v\n%s", err, poolStacks())
	}
}

var leakChecked sync.Map // tests that checkLeaks looks after

// checkLeaks fails the test if a goroutine of the pool outlives it. Call it before anything else
// that the test cleans up.
func checkLeaks(t testing.TB) {
	t.Helper()
	if _, again := leakChecked.LoadOrStore(t, true); again {
		return
	}
	t.Cleanup(func() {
		leakChecked.Delete(t)
		for began := time.Now(); time.Since(began) < patience; {
			if poolStacks() == "" {
				return
			}
			time.Sleep(time.Millisecond) // they are told to end; nothing else says that they have
		}
		t.Errorf("goroutines of the pool are left:\n%s", poolStacks())
	})
}

// poolStacks is the stacks of the goroutines that run this project's code, those of tests apart.
func poolStacks() string {
	buf := make([]byte, 1<<20)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	var left []string
	for _, g := range strings.Split(string(buf), "\n\n") {
		isTest := strings.Contains(g, "testing.tRunner") || strings.Contains(g, "testing.runFuzzing") ||
			strings.Contains(g, "testing.(*M)")
		if strings.Contains(g, "poolground/pool.") && !isTest {
			left = append(left, g)
		}
	}
	return strings.Join(left, "\n\n")
}

// receive is the next value of a channel, which must come.
func receive[T any](t testing.TB, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("nothing came\n%s", poolStacks())
		panic("unreachable")
	}
}
