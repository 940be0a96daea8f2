package pool

import (
	"encoding/binary"
	"unsafe"
)

// LastWords is what a worker that exits or traps has finished and not yet sent. A platform where
// the worker's memory outlives it reads them there and sends them in its stead: first the bytes
// at Frame, then, where Pos is not 0 and the int at Pos is above Flushed by n > 0, a frame of the
// 16 bytes at Header, with its u32 at 4 set to 8 + n*Size and its u32 at 12 set to n, and the
// n*Size bytes at Results + Flushed*Size, filled up with zeros to a multiple of 8. All fields are
// addresses and numbers of 64 bits.
type LastWords struct {
	Frame, FrameSize uint64
	Header           uint64
	Results, Size    uint64
	Pos, Flushed     uint64
}

// A lastWill keeps LastWords for an executor. A nil one keeps nothing.
type lastWill struct {
	words  LastWords
	header [16]byte
}

// begin notes the chunk that is about to run. It is false where its results cannot be read from
// memory.
func (l *lastWill) begin(e *executor, seq uint32, results unsafe.Pointer, size uintptr) bool {
	if l == nil || results == nil {
		return false
	}
	clear(l.header[:])
	l.header[0] = byte(recordResults)
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
	l.words.Flushed = uint64(e.flushed)
	l.words.Frame, l.words.FrameSize = address(unsafe.Pointer(unsafe.SliceData(e.out.buf))), uint64(len(e.out.buf))
}

// end notes that no chunk runs.
func (l *lastWill) end(e *executor) {
	if l != nil {
		l.words.Pos = 0
		l.note(e)
	}
}

func address(p unsafe.Pointer) uint64 { return uint64(uintptr(p)) }
