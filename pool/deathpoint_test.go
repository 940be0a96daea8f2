package pool_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"poolground/pool"
)

// A mortal is an argument and a result whose worker dies at one point of its chunk's life.
type mortal struct {
	World, Point, N int
	Text            string // makes it no plain memory, so that its methods are called
}

const (
	nowhere = iota
	decodingArgument
	running
	encodingResult
	decodingResult // in the parent, while the worker that sent it dies
)

func (m mortal) MarshalBinary() ([]byte, error) {
	if m.Point == encodingResult+100 { // marked by the task: not the parent's encoding
		m.dies()
	}
	b := make([]byte, 24)
	for i, n := range []int{m.World, m.Point, m.N} {
		binary.LittleEndian.PutUint64(b[8*i:], uint64(n))
	}
	return b, nil
}

func (m *mortal) UnmarshalBinary(b []byte) error {
	if len(b) != 24 {
		return errors.New("not a mortal")
	}
	at := func(i int) int { return int(binary.LittleEndian.Uint64(b[8*i:])) }
	*m = mortal{World: at(0), Point: at(1), N: at(2)}
	if m.Point == decodingArgument || m.Point == decodingResult+100 {
		m.dies()
	}
	return nil
}

// dies ends the worker, the first of its world only.
func (m mortal) dies() {
	w, _ := worlds.Load(m.World)
	if l := w.(*world).link(0); l.nth == 0 {
		l.die(errCrash)
	}
}

var lives = pool.Func("t.lives", func(m mortal) mortal {
	if m.Point == running {
		m.dies()
	}
	m.Point += 100
	return m
})

// hasRecord says whether a frame has a record of a kind.
func hasRecord(frame []byte, kind string) bool {
	infos, _ := pool.Records(frame)
	return slices.ContainsFunc(infos, func(i pool.RecordInfo) bool { return i.Kind == kind })
}

// atFrame applies a fault to the first worker's frames with a record of a kind.
func atFrame(kind string, k faultKind) func(l *wire, frame []byte) [][]byte {
	return func(l *wire, frame []byte) [][]byte {
		if l.nth > 0 || !hasRecord(frame, kind) {
			return [][]byte{frame}
		}
		return fault{kind: k}.inflict(l, &l.ways[0], frame)
	}
}

var deathPoints = []struct {
	name           string
	point          int
	sent, received func(l *wire, frame []byte) [][]byte
}{
	{name: "before it answers", received: atFrame("alive", diesBefore)},
	{name: "before it is ready", received: atFrame("ready", diesBefore)},
	{name: "as it is ready", received: atFrame("ready", diesAfter)},
	{name: "as a chunk is sent", sent: atFrame("chunk", diesBefore)},
	{name: "when a chunk has come", sent: atFrame("chunk", diesAfter)},
	{name: "decoding", point: decodingArgument},
	{name: "running", point: running},
	{name: "encoding", point: encodingResult},
	{name: "as results are sent", received: atFrame("results", diesBefore)},
	{name: "when results have come", received: atFrame("results", diesAfter)},
	{name: "as its chunk is done", received: atFrame("done", diesBefore)},
	{name: "when its chunk is done", received: atFrame("done", diesAfter)},
	{name: "decoding a result", point: decodingResult},
	{name: "as it is told to stop", sent: atFrame("stop", diesAfter)},
	{name: "a chunk is lost", sent: atFrame("chunk", drops)},
	{name: "results are lost", received: atFrame("results", drops)},
	{name: "a chunk's end is lost", received: atFrame("done", drops)},
	{name: "readiness is lost", received: atFrame("ready", drops)},
	{name: "the answer is lost", received: atFrame("alive", drops)},
	{name: "the hello is lost", sent: atFrame("hello", drops)},
	{name: "the stop is lost", sent: atFrame("stop", drops)},
}

// With a retry nobody notices a death or a lost frame; without, at most one task of each chunk fails.
func TestAWorkerDiesAtEachPointOfAChunksLife(t *testing.T) {
	for _, d := range deathPoints {
		for _, kind := range linkKinds {
			for _, place := range []int{0, 2, 5, 17} {
				t.Run(d.name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						dieAt(t, d.point, place, kind, d.sent, d.received)
					})
				})
			}
		}
	}
}

func dieAt(t *testing.T, point, place int, kind func(pool.Link) pool.Link, sent, received func(*wire, []byte) [][]byte) {
	ctx := leisurely(t)
	for _, retries := range []int{1, 0} {
		w := bubbleWorld(t)
		w.sent, w.received = sent, received
		p := newPool(t, pool.Options{Workers: 1, Backend: wrapped{w, kind}})
		args := make([]mortal, 18)
		want := make([]mortal, len(args))
		for i := range args {
			args[i] = mortal{World: w.id, N: i}
			if i == place {
				args[i].Point = point
			}
			want[i] = mortal{World: w.id, Point: args[i].Point + 100, N: i}
		}
		ys, err := pool.Map(ctx, p, lives, args, pool.ChunkSize(6), pool.Retries(retries), pool.KeepGoing())
		if retries > 0 {
			same(t, want)(ys, err)
		} else {
			checkOneLost(t, ys, err, want)
		}
		same(t, 49)(pool.Apply(ctx, p, square, 7, pool.Retries(1))) // the worker may die only now
		end(t, p)
		if n := w.started(); n > 2 || n < 2 && !strings.Contains(t.Name(), "stop") {
			t.Errorf("%d workers were started, want one and its replacement", n)
		}
	}
}

// checkOneLost checks results of which one may be lost with its worker.
func checkOneLost(t *testing.T, ys []mortal, err error, want []mortal) {
	t.Helper()
	for _, err := range joined(err) {
		var e *pool.TaskError
		if !errors.Is(err, pool.ErrWorkerDied) || !errors.As(err, &e) {
			t.Fatalf("%v, want a worker's death", err)
		}
		want[e.Index] = mortal{}
	}
	if len(joined(err)) > 1 {
		t.Errorf("one death failed more than one task: %v", err)
	}
	same(t, want)(ys, nil)
}

// A link that carries nothing any more and does not end cannot be told from a task that computes:
// a task's timeout bounds both, and so does the context of the job.
func TestASilentLinkIsBoundByTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := bubbleWorld(t)
		w.received = func(l *wire, frame []byte) [][]byte {
			if l.nth == 0 && (len(l.ways[0].held) > 0 || hasRecord(frame, "results")) {
				l.ways[0].held = append(l.ways[0].held, frame)
				return nil
			}
			return [][]byte{frame}
		}
		p, ctx := newPool(t, pool.Options{Workers: 1, Backend: w}), leisurely(t)
		_, err := pool.Map(ctx, p, square, pool.Range(0, 4), pool.TaskTimeout(50*ms))
		if !errors.Is(err, pool.ErrTaskTimeout) {
			t.Error(err)
		}
		same(t, squares(4))(pool.Map(ctx, p, square, pool.Range(0, 4)))
	})
}

// What is lost, doubled or swapped is said of the first task that suffers.
func TestWhatADamagedLinkSays(t *testing.T) {
	const lost = "the link lost what was between, or swapped them"
	for want, hurt := range map[string]struct {
		sent, received func(*wire, []byte) [][]byte
	}{
		"frame 3 came where frame 2 was due: " + lost:                                            {received: atFrame("results", drops)},
		"the worker cannot go on: frame 2 came where frame 1 was due: " + lost:                   {sent: atFrame("chunk", drops)},
		"malformed frame: it has no record":                                                      {received: emptied("results")},
		"malformed frame: results record: what fills it up is not zero":                          {received: stretched("results")},
		"the worker cannot go on: malformed frame: the chunk record says 32 bytes, 24 are there": {sent: shortened("chunk")},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := bubbleWorld(t)
			w.sent, w.received = hurt.sent, hurt.received
			p := newPool(t, pool.Options{Workers: 1, Backend: w})
			_, err := pool.Map(leisurely(t), p, square, pool.Range(0, 2), pool.ChunkSize(2))
			if got, want := fmt.Sprint(err), "pool: square, task 0, worker 0: worker died: "+want+"; with Retries another worker would try the task"; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func emptied(kind string) func(*wire, []byte) [][]byte {
	return func(l *wire, frame []byte) [][]byte {
		if hasRecord(frame, kind) {
			return [][]byte{{}}
		}
		return [][]byte{frame}
	}
}

// stretched makes the length of a frame's first record reach into the second.
func stretched(kind string) func(*wire, []byte) [][]byte {
	return func(l *wire, frame []byte) [][]byte {
		if hasRecord(frame, kind) {
			frame[4] += 4
		}
		return [][]byte{frame}
	}
}

func shortened(kind string) func(*wire, []byte) [][]byte {
	return func(l *wire, frame []byte) [][]byte {
		if hasRecord(frame, kind) {
			return [][]byte{frame[:len(frame)-8]}
		}
		return [][]byte{frame}
	}
}
