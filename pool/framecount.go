package pool

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Every link counts its frames, each way from 0 and modulo 65536, and every record carries the
// number of its frame. So either end notices a frame that was lost, doubled, delayed behind
// another or mixed with one as soon as it, or one after it, arrives, and ends the link with an
// error that says so: the worker has died, and what it held is seen to as after a crash. Two
// kinds stand outside of the count: output, which a link adds by itself, and refused, the last
// word of a worker.
//
// Where nothing follows the lost frame, the parent's ping does: see probe.go. Not noticed are
//   - 65536 frames lost in a row;
//   - bits that a link changes within a body, unless the body no longer makes sense: links on one
//     machine do not, and a checksum would cost more than the copy;
//   - a link that carries nothing any more and does not end. It looks like a task that computes,
//     for which a worker on one thread does not answer either: TaskTimeout bounds both. Ends that
//     a backend can see (exit, crash, kill) it reports through Receive.

// A frameCount is the number of the frame that is due. A nil one checks nothing.
type frameCount uint16

// take checks the number of a frame that arrived. What is no frame is left to the reader.
func (due *frameCount) take(frame []byte) error {
	if len(frame) == 0 {
		return errors.New("malformed frame: it has no record")
	}
	if due == nil || len(frame) < recordHeader {
		return nil
	}
	if k := recordKind(frame[0]); k == recordOutput || k == recordRefused {
		return nil
	}
	number := binary.LittleEndian.Uint16(frame[2:])
	switch ahead := int16(number - uint16(*due)); {
	case ahead > 0:
		return fmt.Errorf("frame %d came where frame %d was due: the link lost what was between, or swapped them", number, *due)
	case ahead < 0:
		return fmt.Errorf("frame %d came where frame %d was due: the link delivered it twice, or too late", number, *due)
	}
	*due++
	return nil
}
