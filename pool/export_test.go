package pool

import (
	"encoding/binary"
	"time"
)

// What the tests outside of the package need of its inside.

// Serve is a worker's life at its end of a link.
func Serve(l Link) error { return serve(l) }

// A RecordInfo describes one record of a frame.
type RecordInfo struct {
	Kind  string
	Bytes int
}

// SetClock changes in a worker's frame every time that is by its clock, and sets its wall clock
// wrong by so much.
func SetClock(frame []byte, wrong time.Duration, change func(time.Duration) time.Duration) error {
	return eachRecord(frame, nil, func(r record) error {
		if r.kind == recordAlive {
			at := r.body.b[16:]
			binary.LittleEndian.PutUint64(at, binary.LittleEndian.Uint64(at)+uint64(wrong))
		}
		times := map[recordKind]int{recordAlive: 1, recordDone: 2}[r.kind] // behind two numbers of 32 bits
		for i := range times {
			at := r.body.b[8+8*i:]
			binary.LittleEndian.PutUint64(at, uint64(change(time.Duration(binary.LittleEndian.Uint64(at)))))
		}
		return nil
	})
}

// Records lists the records of a frame, as far as it can be read.
func Records(frame []byte) (all []RecordInfo, err error) {
	err = eachRecord(frame, nil, func(r record) error {
		all = append(all, RecordInfo{r.kind.String(), len(r.body.b)})
		return nil
	})
	return all, err
}

// WindowItems and WindowChunks bound what an IMap reads ahead.
const (
	WindowItems  = windowItems
	WindowChunks = windowChunks
)

// LookupInWorker is how a worker finds a function.
func LookupInWorker(name string) error {
	_, err := lookup(name)
	return err
}
