package jspool

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"poolground/pool"
)

// The Go mirror of web/src/runtime/jobs-protocol.ts. A test compares the two. Both ends come with
// one version of the worker protocol, so this has none of its own.
//
// A frame is the length of its header in 4 bytes, little-endian, the header in CBOR, zeros up to a
// multiple of 8, and the bytes of its lists, each with zeros up to a multiple of 8.

// What a page asks for.
const (
	opOpen   = "open"   // makes the pool; once, first of all
	opMap    = "map"    // a job over one list, or over pairs from two
	opStream = "stream" // a job whose items follow
	opItems  = "items"  // of a stream
	opEnd    = "end"    // of a stream's items
	opCancel = "cancel" // a job
	opClose  = "close"  // the pool; the program exits when its workers have gone
)

// What the program answers.
const (
	kindServing  = "serving" // first of all: main has come to pool.ServeIfWorker
	kindOpened   = "opened"
	kindDone     = "done"     // a job's end
	kindItems    = "items"    // outcomes of a stream
	kindProgress = "progress" // of a job
)

type request struct {
	ID        int          `cbor:"id"` // of the job
	Op        string       `cbor:"op"`
	Function  string       `cbor:"function"`
	Lists     []listHeader `cbor:"lists"`
	Options   jobOptions   `cbor:"options"`
	Workers   int          `cbor:"workers"`
	MaxChunks int          `cbor:"maxChunks"`
}

type listHeader struct {
	Form  pool.Form `cbor:"form"`
	Count int       `cbor:"count"`
	Size  int       `cbor:"size"` // bytes
}

type jobOptions struct {
	ChunkSize   *int     `cbor:"chunkSize"`
	KeepGoing   bool     `cbor:"keepGoing"`
	Retries     *int     `cbor:"retries"`
	TaskTimeout *float64 `cbor:"taskTimeout"` // ms
	Progress    bool     `cbor:"progress"`
}

type reply struct {
	ID        int                  `cbor:"id"`
	Kind      string               `cbor:"kind"`
	Workers   int                  `cbor:"workers,omitempty"`
	Functions map[string]signature `cbor:"functions,omitempty"`
	Lists     []listHeader         `cbor:"lists,omitempty"`
	First     int                  `cbor:"first"`
	Done      int                  `cbor:"done"`
	Total     int                  `cbor:"total"`
	Error     *failure             `cbor:"error,omitempty"`
	Failures  []failure            `cbor:"failures,omitempty"` // of single tasks
}

// A signature says which forms cost a function least.
type signature struct {
	Params []pool.Form `cbor:"params"`
	Result pool.Form   `cbor:"result"`
}

// A failure is an error with the errors that it wraps.
type failure struct {
	Text     string    `cbor:"text"`
	Name     string    `cbor:"name"` // that it was registered under, or ""
	Task     bool      `cbor:"task"` // it is a task's, and the next fields say which
	Function string    `cbor:"function"`
	Index    int       `cbor:"index"`
	Worker   int       `cbor:"worker"`
	Stack    string    `cbor:"stack"`
	Wrapped  []failure `cbor:"wrapped,omitempty"`
}

func decodeRequest(frame []byte) (r request, lists []pool.List, err error) {
	if len(frame) < 4 {
		return r, nil, errors.New("cut short")
	}
	end := 4 + uint64(binary.LittleEndian.Uint32(frame))
	if end > uint64(len(frame)) {
		return r, nil, errors.New("cut short in its header")
	}
	if err := cbor.Unmarshal(frame[4:end], &r); err != nil {
		return r, nil, err
	}
	at := aligned(int(end))
	for _, h := range r.Lists {
		if h.Size < 0 || h.Size > len(frame)-at {
			return r, nil, fmt.Errorf("a list of %d bytes is cut short", h.Size)
		}
		lists = append(lists, pool.List{Form: h.Form, Count: h.Count, Data: frame[at : at+h.Size : at+h.Size]})
		at = min(aligned(at+h.Size), len(frame))
	}
	return r, lists, nil
}

// encodeReply returns the frame in parts: a list's bytes are not copied.
func encodeReply(r reply, lists ...pool.List) ([][]byte, error) {
	for _, l := range lists {
		r.Lists = append(r.Lists, listHeader{l.Form, l.Count, len(l.Data)})
	}
	header, err := cbor.Marshal(r)
	if err != nil {
		return nil, err
	}
	head := binary.LittleEndian.AppendUint32(nil, uint32(len(header)))
	parts := [][]byte{pad(append(head, header...))}
	for _, l := range lists {
		parts = append(parts, l.Data, make([]byte, aligned(len(l.Data))-len(l.Data)))
	}
	return parts, nil
}

func aligned(n int) int { return (n + 7) &^ 7 }

func pad(b []byte) []byte { return append(b, make([]byte, aligned(len(b))-len(b))...) }
