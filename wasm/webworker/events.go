package webworker

import (
	"encoding/binary"
	"math"
	"time"

	"poolground/pool"
)

// eventFields are the numbers of an event in a batch, in order; the bytes of its function's name
// and of its error follow them. appendEvent writes them.
var eventFields = [...][2]string{
	{"fnLength", "u32"},
	{"errorLength", "u32"},
	{"kind", "i32"},
	{"pool", "i32"},
	{"job", "i32"},
	{"worker", "i32"},
	{"first", "f64"},
	{"count", "f64"},
	{"bytes", "f64"},
	{"at", "f64"},
	{"start", "f64"},
	{"end", "f64"},
}

// appendEvent appends an event of a pool that began at offset after the program's start.
func appendEvent(b []byte, number int, offset time.Duration, e pool.Event) []byte {
	text := ""
	if e.Err != nil {
		text = e.Err.Error()
	}
	b = appendInts(b, len(e.Function), len(text), int(e.Kind), number, e.Job, e.Worker)
	b = appendFloats(b, float64(e.First), float64(e.Count), float64(e.Bytes))
	start, end := time.Duration(0), time.Duration(0)
	if e.Kind == pool.ChunkDone {
		start, end = offset+e.Start, offset+e.End
	}
	b = appendFloats(b, milliseconds(offset+e.At), milliseconds(start), milliseconds(end))
	b = append(b, e.Function...)
	return append(b, text...)
}

func appendInts(b []byte, numbers ...int) []byte {
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return b
}

func appendFloats(b []byte, numbers ...float64) []byte {
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(n))
	}
	return b
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
