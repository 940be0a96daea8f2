package webworker

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"syscall/js"
	"unsafe"

	"github.com/hack-pad/safejs"
)

// A host is what the worker shell offers to the program that it runs.
type host struct {
	version, slot, workers int
	worker                 bool // this program is a pool worker
	observe                bool // the page wants events
	serve                  bool // the page wants the program's functions, not its main

	attach, start, kill, events, relay, turn, later, lastWords safejs.Value
	// send and next pay for each frame what safejs adds, so they go without.
	send, next js.Value
}

// theHost is nil where no shell runs this program: under Node, say.
var theHost, errHost = findHost()

func findHost() (*host, error) {
	object, err := safejs.Global().Get(hostName)
	if err != nil || object.IsUndefined() {
		return nil, errors.New("webworker: this program was not started by run of poolground.js, start it so or use pool.Goroutines()")
	}
	r := reader{object: object}
	h := &host{version: r.int(hostVersion)}
	if r.err == nil && h.version != protocolVersion {
		return nil, fmt.Errorf("webworker: the program speaks version %d of the worker protocol, the page version %d: build both from one source",
			protocolVersion, h.version)
	}
	h.worker = r.string(hostRole) == roleWorker
	h.slot = r.int(hostSlot)
	h.workers = r.int(hostWorkers)
	h.observe = r.bool(hostObserve)
	h.serve = r.bool(hostServe)
	h.attach = r.method(hostAttach)
	h.start = r.method(hostStart)
	h.send = safejs.Unsafe(r.method(hostSend))
	h.next = safejs.Unsafe(r.method(hostNext))
	h.kill = r.method(hostKill)
	h.events = r.method(hostEvents)
	h.relay = r.method(hostRelay)
	h.turn = r.method(hostTurn)
	h.later = r.method(hostLater)
	h.lastWords = r.method(hostLastWords)
	if r.err != nil {
		return nil, fmt.Errorf("webworker: %w", r.err)
	}
	return h, nil
}

// box is where send and next find their arguments. Only one goroutine runs at a time in a
// browser, and none is interrupted between filling it and the call.
var box callBox

func pieceOf(b []byte) piece {
	return piece{int32(uintptr(unsafe.Pointer(unsafe.SliceData(b)))), int32(len(b))}
}

// sendParts sends the parts as one frame. The shell copies them before it returns.
func (h *host) sendParts(link int32, parts ...[]byte) (err error) {
	defer func() {
		if thrown, ok := recover().(js.Error); ok {
			err = fmt.Errorf("webworker: the frame cannot be sent: %w", thrown)
		}
	}()
	if len(parts) > maxPieces {
		parts = [][]byte{bytes.Join(parts, nil)}
	}
	box.link, box.pieces = link, int32(len(parts))
	for i, part := range parts {
		box.piece[i] = pieceOf(part)
	}
	h.send.Invoke()
	runtime.KeepAlive(parts)
	return nil
}

// A delivery is what has arrived for a link.
type delivery struct {
	kind    int32
	message []byte
	more    bool // another waits behind it
}

// receive takes the next delivery of a link, if there is one. One that fits into room costs one
// call.
func (h *host) receive(link int32, room []byte) (d delivery, ok bool) {
	for {
		box.link, box.piece[0] = link, pieceOf(room)
		h.next.Invoke()
		size := int(box.size)
		switch {
		case box.kind == nothing:
			return delivery{}, false
		case size <= len(room):
			return delivery{box.kind, room[:size], box.following != 0}, true
		}
		room = uncleared(size)
	}
}

// uncleared allocates n > 0 bytes that are about to be overwritten. A strings.Builder is the one
// way to have memory that Go does not clear first, which for a large frame costs as much as the
// copy.
func uncleared(n int) []byte {
	var b strings.Builder
	b.Grow(n)
	b.WriteByte(0)
	return unsafe.Slice(unsafe.StringData(b.String()), n)
}

// address is where a slice lies in the program's memory. Go moves stacks but not the heap, and
// what the caller passes on through interfaces lies on the heap.
func address(b []byte) int { return int(pieceOf(b).at) }

// A reader reads members of a JavaScript object until one is not as expected.
type reader struct {
	object safejs.Value
	err    error
}

func (r *reader) int(name string) int {
	n, err := r.get(name).Int()
	r.fail(name, err)
	return n
}

func (r *reader) string(name string) string {
	s, err := r.get(name).String()
	r.fail(name, err)
	return s
}

func (r *reader) bool(name string) bool {
	b, err := r.get(name).Bool()
	r.fail(name, err)
	return b
}

// method returns a method that can be invoked without its object: that saves a look-up a call.
func (r *reader) method(name string) safejs.Value {
	bound, err := r.get(name).Call("bind", r.object)
	r.fail(name, err)
	return bound
}

func (r *reader) get(name string) safejs.Value {
	v, err := r.object.Get(name)
	r.fail(name, err)
	return v
}

func (r *reader) fail(name string, err error) {
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("the worker shell's %s: %w", name, err)
	}
}
