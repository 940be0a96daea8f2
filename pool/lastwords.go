package pool

import (
	"encoding/binary"
	"unsafe"
)

// LastWords is what a worker that exits or traps has finished and not yet sent. A platform where
// the worker's memory outlives it reads it there and sends it in the worker's stead, as one frame:
// the FrameSize bytes at Frame; then, where Pos is not 0 and the int at Pos is above Flushed by
// n > 0, the 16 bytes at Header, with their u32 at 4 set to 8 + n*Size and their u32 at 12 to n,
// and the n*Size bytes at Results + Flushed*Size, filled up with zeros to a multiple of 8; last,
// the 8 bytes at Last, which are preceded by 8 zeros for that. All fields are addresses and
// numbers of 64 bits, and all are 0 before there is anything to say.
type LastWords struct {
	Frame, FrameSize uint64
	Header           uint64
	Results, Size    uint64
	Pos, Flushed     uint64
	Last             uint64
}

// A lastWill keeps LastWords for an executor. A nil one keeps nothing.
type lastWill struct {
	words  LastWords
	header [16]byte
	last   [16]byte
}

func newLastWill() *lastWill {
	l := &lastWill{}
	l.last[8] = byte(recordLast)
	l.words.Last = address(unsafe.Pointer(&l.last[8]))
	return l
}

// begin notes the chunk that is about to run. It is false where its results cannot be read from
// memory.
func (l *lastWill) begin(e *executor, seq uint32, results unsafe.Pointer, size uintptr) bool {
	if l == nil || results == nil {
		return false
	}
	clear(l.header[:])
	l.header[0] = byte(recordResults)
	l.number(e)
	binary.LittleEndian.PutUint32(l.header[8:], seq)
	l.words.Header = address(unsafe.Pointer(&l.header))
	l.words.Results, l.words.Size = address(results), uint64(size)
	l.words.Flushed = 0
	l.words.Pos = address(unsafe.Pointer(&e.run.pos))
	return true
}

// note keeps up with what the executor has written into its frame.
func (l *lastWill) note(e *executor) {
	if l == nil {
		return
	}
	l.number(e)
	l.words.Flushed = uint64(e.flushed)
	l.words.Frame, l.words.FrameSize = address(unsafe.Pointer(unsafe.SliceData(e.out.buf))), uint64(len(e.out.buf))
}

// number makes the records of the last words part of the frame that is next.
func (l *lastWill) number(e *executor) {
	binary.LittleEndian.PutUint16(l.header[2:], e.out.number)
	binary.LittleEndian.PutUint16(l.last[10:], e.out.number)
}

// end notes that no chunk runs.
func (l *lastWill) end(e *executor) {
	if l != nil {
		l.words.Pos = 0
		l.note(e)
	}
}

func address(p unsafe.Pointer) uint64 { return uint64(uintptr(p)) }
