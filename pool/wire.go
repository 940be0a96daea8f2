package pool

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// The wire format. A link carries frames; a frame is a sequence of records, so that many small
// calls share one. All numbers are little-endian, and every record begins at a multiple of 8, so
// that a payload of numbers can be used where it lies.
//
//	record    kind u8, flags u8, frame u16, length u32, body of length bytes, zeros up to 8
//
// A body's strings and byte fields are length u64, bytes, zeros up to 8; u32 fields stand in pairs.
//
//	parent to worker
//	hello     magic u32, version u32, slot u32, workers u32      first of all, once
//	init      binding u32, zero u32, function, constant, payload   the initializer's call, or none
//	define    callable u32, binding u32, function, constant       before its first chunk
//	chunk     seq u32, job u32, callable u32, count u32, payload  flags: keepGoing, single
//	cancel    job u32, zero u32                                  its chunks end early
//	forget    callable u32, zero u32                             no more chunks of it
//	stop                                                         no more of anything
//	ping                                                         asks for pong, after a silence
//
//	worker to parent
//	alive     magic u32, version u32, clock i64, wall i64        the answer to hello
//	ready                                                        the initializer has run
//	refused   error                                              it failed, or main serves nothing
//	results   seq u32, count u32, payload                        of the next count tasks of a chunk
//	failed    seq u32, zero u32, error                           of the next task of a chunk
//	done      seq u32, zero u32, start i64, end i64              a chunk's end, on the worker's clock
//	output    stream u32, zero u32, text                         1: standard output, 2: error
//	pong                                                         the worker has nothing else to say
//	last                                                         all that was finished has been sent
//
// Chunks are run and answered in the order in which they were sent; seq counts them from 0 and
// shows that nothing was lost, doubled or swapped. A worker answers each with results and failed
// records for its first tasks, all of them unless it was cancelled or failed, then done. What is
// found of frames that a link loses, doubles, swaps or damages stands in framecount.go.
const (
	wireMagic   = 0x6c6f6f70 // "pool"
	wireVersion = 3
	// maxFrame bounds a frame, and with it the arguments or results of one chunk.
	maxFrame = 1 << 30
	// recordHeader is the length of a record's header.
	recordHeader = 8
)

type recordKind uint8

const (
	recordHello recordKind = iota + 1
	recordInit
	recordDefine
	recordChunk
	recordCancel
	recordForget
	recordStop
	recordPing
	recordAlive
	recordReady
	recordRefused
	recordResults
	recordFailed
	recordDone
	recordOutput
	recordPong
	recordLast
)

var recordNames = [...]string{"?", "hello", "init", "define", "chunk", "cancel", "forget", "stop", "ping",
	"alive", "ready", "refused", "results", "failed", "done", "output", "pong", "last"}

func (k recordKind) String() string {
	if int(k) < len(recordNames) {
		return recordNames[k]
	}
	return fmt.Sprintf("record kind %d", uint8(k))
}

const (
	flagKeepGoing = 1 << iota // chunk: go on after a task that failed
	flagSingle                // chunk: hand over each task's outcome before the next begins
	flagRefuse                // init: the call could not be encoded; the body is an error
)

// A writer builds one frame. Large byte slices are borrowed, not copied, until the frame is sent.
// The zero value is an empty frame.
type writer struct {
	buf      []byte
	cuts     []cut
	borrowed int      // bytes in cuts
	number   uint16   // of the frame: see framecount.go
	vec      [][]byte // room for the parts
}

// A cut is a borrowed slice that belongs at an offset of buf.
type cut struct {
	at   int
	data []byte
}

// borrowFrom is the size from which a borrowed part is worth a part of its own.
const borrowFrom = 4096

func (w *writer) size() int { return len(w.buf) + w.borrowed }

func (w *writer) u32(v uint32) { w.buf = binary.LittleEndian.AppendUint32(w.buf, v) }
func (w *writer) u64(v uint64) { w.buf = binary.LittleEndian.AppendUint64(w.buf, v) }

func (w *writer) align() {
	for w.size()%8 != 0 {
		w.buf = append(w.buf, 0)
	}
}

func (w *writer) borrow(p []byte) {
	if len(p) < borrowFrom {
		w.buf = append(w.buf, p...)
		return
	}
	w.cuts = append(w.cuts, cut{len(w.buf), p})
	w.borrowed += len(p)
}

func (w *writer) bytes(p []byte) {
	w.u64(uint64(len(p)))
	w.borrow(p)
	w.align()
}

func (w *writer) string(s string) {
	w.u64(uint64(len(s)))
	w.buf = append(w.buf, s...)
	w.align()
}

// holdU64 keeps room for a number that setU64 fills in later.
func (w *writer) holdU64() (at int) {
	w.u64(0)
	return len(w.buf) - 8
}

func (w *writer) setU64(at int, v uint64) { binary.LittleEndian.PutUint64(w.buf[at:], v) }

func (w *writer) setU32(at int, v uint32) { binary.LittleEndian.PutUint32(w.buf[at:], v) }

// begin starts a record, which end ends.
func (w *writer) begin(k recordKind, flags uint8) (at, start int) {
	w.buf = append(w.buf, byte(k), flags, byte(w.number), byte(w.number>>8), 0, 0, 0, 0)
	return len(w.buf) - 4, w.size()
}

func (w *writer) end(at, start int) {
	// A record too long for its field makes a frame over maxFrame, which is never sent.
	length := min(w.size()-start, math.MaxUint32)
	binary.LittleEndian.PutUint32(w.buf[at:], uint32(length))
	w.align()
}

// A mark is a place in a frame that reset goes back to.
type mark struct{ buf, cuts, borrowed int }

func (w *writer) mark() mark { return mark{len(w.buf), len(w.cuts), w.borrowed} }

func (w *writer) reset(m mark) {
	w.buf, w.cuts, w.borrowed = w.buf[:m.buf], w.cuts[:m.cuts], m.borrowed
}

// clear empties the writer. Its buffer is used again where the last frame was not given away.
func (w *writer) clear() {
	clear(w.cuts)
	w.buf, w.cuts, w.borrowed = w.buf[:0], w.cuts[:0], 0
}

// join returns the frame in one piece, which is the writer's buffer where nothing was borrowed.
func (w *writer) join() []byte {
	if len(w.cuts) == 0 {
		return w.buf
	}
	frame := make([]byte, 0, w.size())
	for _, p := range w.parts(nil) {
		frame = append(frame, p...)
	}
	return frame
}

// parts appends the frame's parts in order.
func (w *writer) parts(parts [][]byte) [][]byte {
	from := 0
	for _, c := range w.cuts {
		parts = append(parts, w.buf[from:c.at], c.data)
		from = c.at
	}
	return append(parts, w.buf[from:])
}

// sendTo sends the frame and empties the writer.
func (w *writer) sendTo(l Link) error {
	if w.size() > maxFrame {
		size := w.size()
		w.clear()
		return fmt.Errorf("a frame of %d bytes is over the limit of %d; use smaller chunks", size, maxFrame)
	}
	if v, ok := l.(VectorLink); ok {
		w.vec = w.parts(w.vec[:0])
		err := v.SendParts(w.vec...)
		clear(w.vec)
		w.clear()
		w.number++
		return err
	}
	frame := w.join()
	*w = writer{buf: make([]byte, 0, 256), number: w.number + 1} // the link owns the frame
	return l.Send(frame)
}

var errWouldWait = errors.New("the link takes no frame without a wait")

// trySendTo is sendTo where that need not wait; otherwise the writer keeps its frame.
func (w *writer) trySendTo(l DirectLink) error {
	w.vec = w.parts(w.vec[:0])
	sent, err := l.TrySend(w.vec...)
	clear(w.vec)
	switch {
	case err != nil:
		return err
	case !sent:
		return errWouldWait
	}
	w.clear()
	w.number++
	return nil
}

var (
	errShort   = errors.New("cut short")
	errPadding = errors.New("what fills it up is not zero")
)

// A reader takes numbers and bytes off a frame. After the first error all it returns is zero.
type reader struct {
	b   []byte
	pos int // bytes taken, for alignment
	err error
}

func (r *reader) take(n int) []byte {
	if r.err != nil || n < 0 || n > len(r.b) {
		if r.err == nil {
			r.err = errShort
		}
		r.b = nil
		return nil
	}
	p := r.b[:n:n]
	r.b = r.b[n:]
	r.pos += n
	return p
}

func (r *reader) u32() uint32 {
	if p := r.take(4); p != nil {
		return binary.LittleEndian.Uint32(p)
	}
	return 0
}

func (r *reader) u64() uint64 {
	if p := r.take(8); p != nil {
		return binary.LittleEndian.Uint64(p)
	}
	return 0
}

// length reads a u64 that must not be above what is left of the frame.
func (r *reader) length() int {
	n := r.u64()
	if n > uint64(len(r.b)) {
		r.take(-1)
		return 0
	}
	return int(n)
}

func (r *reader) bytes(n int) []byte { return r.take(n) }

func (r *reader) field() []byte {
	p := r.take(r.length())
	r.align()
	return p
}

func (r *reader) string() string { return string(r.field()) }

func (r *reader) align() {
	for _, b := range r.take(min(-r.pos&7, len(r.b))) {
		if b != 0 && r.err == nil {
			r.err = errPadding
		}
	}
}

// end is the reader's error, or one that says that bytes are left.
func (r *reader) end() error {
	if r.err == nil && len(r.b) > 0 {
		return fmt.Errorf("%d bytes too many", len(r.b))
	}
	return r.err
}

type record struct {
	kind  recordKind
	flags uint8
	body  reader
}

// eachRecord calls f with the records of a frame, which must be the one that due says. A frame
// that is not, or is no sequence of records, or a record that f refuses, is an error that says
// which.
func eachRecord(frame []byte, due *frameCount, f func(record) error) error {
	if len(frame) > maxFrame {
		return fmt.Errorf("a frame of %d bytes is over the limit of %d", len(frame), maxFrame)
	}
	if err := due.take(frame); err != nil {
		return err
	}
	r := reader{b: frame}
	for n := 0; len(r.b) > 0; n++ {
		h := r.take(recordHeader)
		if r.err != nil {
			return fmt.Errorf("malformed frame: the header of record %d is cut short", n)
		}
		kind := recordKind(h[0])
		length := binary.LittleEndian.Uint32(h[4:])
		if kind == 0 || kind > recordLast {
			return fmt.Errorf("malformed frame: record %d is of no known kind (%d)", n, h[0])
		}
		if h[2] != frame[2] || h[3] != frame[3] {
			return fmt.Errorf("malformed frame: record %d, %s, belongs to another frame", n, kind)
		}
		if uint64(length) > uint64(len(r.b)) {
			return fmt.Errorf("malformed frame: the %s record says %d bytes, %d are there", kind, length, len(r.b))
		}
		body := r.take(int(length))
		if r.align(); r.err != nil {
			return fmt.Errorf("malformed frame: %s record: %w", kind, r.err)
		}
		err := f(record{kind, h[1], reader{b: body}})
		if refused, ok := err.(refusedError); ok {
			return refused
		}
		if err != nil {
			return fmt.Errorf("malformed frame: %s record: %w", kind, err)
		}
	}
	return nil
}

// OutputFrame is the frame that stands for text that a worker wrote to standard output (stream 1)
// or standard error (2). A link whose worker's output does not come as frames puts one into what
// Receive returns, in its place among the others; the pool makes lines of it.
func OutputFrame(stream int, text []byte) []byte {
	var w writer
	at, start := w.begin(recordOutput, 0)
	w.u32(uint32(stream))
	w.u32(0)
	w.bytes(text)
	w.end(at, start)
	return w.join()
}
