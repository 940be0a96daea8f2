//go:build unix

package process

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// On a pipe, a frame is its length as a little-endian u32, then its bytes.
const (
	prefix   = 4
	maxFrame = 1 << 30
	// growBy bounds what is allocated for a frame before its bytes are there: a length that
	// lies costs no more.
	growBy = 16 << 20
)

// A frameWriter writes frames. It is not safe for concurrent use.
type frameWriter struct {
	w   io.Writer
	buf []byte // room for a small frame with its length
}

// together is up to what size parts are copied to be written at once: a system call costs more.
const together = 64 << 10

func (f *frameWriter) write(parts ...[]byte) error {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	if size > maxFrame {
		return fmt.Errorf("a frame of %d bytes is over the limit of %d, use smaller chunks", size, maxFrame)
	}
	f.buf = binary.LittleEndian.AppendUint32(f.buf[:0], uint32(size))
	for _, p := range parts {
		if len(f.buf)+len(p) <= together {
			f.buf = append(f.buf, p...)
			continue
		}
		if err := f.flush(); err != nil {
			return err
		}
		if _, err := f.w.Write(p); err != nil {
			return err
		}
	}
	return f.flush()
}

// wholeWrite is PIPE_BUF where it is smallest: what a pipe takes whole or, where a write may not
// wait, not at all (POSIX, write).
const wholeWrite = 512

// gather puts a frame into buf, unless it takes more than limit there.
func (f *frameWriter) gather(parts [][]byte, limit int) bool {
	size := prefix
	for _, p := range parts {
		size += len(p)
	}
	if size > limit {
		return false
	}
	f.buf = binary.LittleEndian.AppendUint32(f.buf[:0], uint32(size-prefix))
	for _, p := range parts {
		f.buf = append(f.buf, p...)
	}
	return true
}

func (f *frameWriter) flush() error {
	if len(f.buf) == 0 {
		return nil
	}
	_, err := f.w.Write(f.buf)
	f.buf = f.buf[:0]
	return err
}

// A frameReader reads frames. What a read brings beyond a small frame is kept for the next, and
// so is what a read that ended early (a deadline) had brought: next can be called again.
type frameReader struct {
	r     io.Reader
	buf   []byte
	have  []byte // of buf: read and not yet used
	frame []byte // what there is of the next frame's bytes, up to filled
	size  int    // of that frame; -1 while its length has yet to come

	filled int
}

func newFrameReader(r io.Reader) *frameReader {
	return &frameReader{r: r, buf: make([]byte, together), size: -1}
}

var errCut = errors.New("the pipe ended within a frame")

// next returns the next frame, and io.EOF where the pipe ended between frames.
func (f *frameReader) next() ([]byte, error) {
	for f.size < 0 {
		if len(f.have) >= prefix {
			f.size = int(binary.LittleEndian.Uint32(f.have))
			f.have = f.have[prefix:]
			break
		}
		if err := f.more(); err != nil {
			return nil, err
		}
	}
	if f.size > maxFrame {
		return nil, fmt.Errorf("a frame of %d bytes is over the limit of %d", f.size, maxFrame)
	}
	return f.body()
}

func (f *frameReader) more() error {
	n := copy(f.buf, f.have)
	m, err := f.r.Read(f.buf[n:])
	f.have = f.buf[:n+m]
	if m > 0 {
		return nil
	}
	if err == io.EOF && n > 0 {
		return errCut
	}
	return err
}

// body returns the frame whose size is known, in memory of its own.
func (f *frameReader) body() ([]byte, error) {
	if f.frame == nil {
		f.frame = make([]byte, min(f.size, growBy))
		f.filled = copy(f.frame, f.have)
		f.have = f.have[f.filled:]
	}
	for f.filled < f.size {
		if f.filled == len(f.frame) {
			grown := make([]byte, min(f.size, 4*f.filled))
			copy(grown, f.frame)
			f.frame = grown
		}
		n, err := f.r.Read(f.frame[f.filled:])
		f.filled += n
		if err == io.EOF && f.filled < f.size {
			return nil, errCut
		}
		if err != nil && f.filled < f.size {
			return nil, err
		}
	}
	frame := f.frame
	f.frame, f.filled, f.size = nil, 0, -1
	return frame, nil
}
