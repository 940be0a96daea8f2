package pool

import (
	"fmt"
	"reflect"
	"unsafe"
)

// A codec moves lists of values of one type between programs. How many there are travels beside
// the bytes, and every item takes at least one byte, so that a count can be checked against the
// bytes that came.
type codec interface {
	// encode appends the items and returns how many it could: fewer only with the error of the next.
	encode(w *writer, vs items) (int, error)
	// fits says why data cannot be a list of n items, before there is memory for them.
	fits(data []byte, n int) error
	// decode fills items, which are zero, from data that fits them and whose memory they may share.
	// bad lists items that came whole but could not be decoded, which stay zero; err says that data
	// is no such list.
	decode(data []byte, vs items) (bad []itemError, err error)
	raw() bool
}

func codecFor(t reflect.Type) codec {
	if isFixedSize(t) {
		return &rawCodec{t.Size()}
	}
	if t.Kind() == reflect.String {
		return &sliceCodec{elem: 1, isString: true}
	}
	if t.Kind() == reflect.Slice && isFixedSize(t.Elem()) {
		return &sliceCodec{elem: t.Elem().Size(), align: uintptr(t.Elem().Align())}
	}
	if err := checkEncodable(t); err != nil {
		return &brokenCodec{err}
	}
	if t == timeType {
		return timeCodec{}
	}
	return &cborCodec{t: t, inspect: reaches(t, map[reflect.Type]bool{})}
}

func decodeWhole(c codec, data []byte, vs items) error {
	if err := c.fits(data, vs.n); err != nil {
		return err
	}
	bad, err := c.decode(data, vs)
	if err == nil && len(bad) > 0 {
		err = bad[0].err
	}
	return err
}

// rawCodec copies memory. Both ends are the same program, so layout and byte order agree.
type rawCodec struct{ size uintptr }

func (*rawCodec) raw() bool { return true }

func (*rawCodec) encode(w *writer, vs items) (int, error) {
	w.borrow(vs.memory())
	return vs.n, nil
}

func (c *rawCodec) fits(data []byte, n int) error {
	if size := int(c.size); n < 0 || len(data)/size != n || len(data)%size != 0 {
		return fmt.Errorf("%d bytes for %d items of %d bytes", len(data), n, size)
	}
	return nil
}

func (*rawCodec) decode(data []byte, vs items) ([]itemError, error) {
	copy(vs.memory(), data)
	return nil, nil
}

// sliceCodec moves slices of fixed-size elements, and strings: for each a length, with nil told
// from empty, then the elements as memory, aligned as they need.
type sliceCodec struct {
	elem, align uintptr
	isString    bool
}

// sliceHeader is how a slice lies in memory; a string is its first two words.
type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

func (*sliceCodec) raw() bool { return true }

func (c *sliceCodec) encode(w *writer, vs items) (int, error) {
	for i := range vs.n {
		data, length := c.memory(vs.at(i))
		if data == nil && !c.isString {
			w.u64(0)
			continue
		}
		w.u64(uint64(length) + 1)
		w.borrow(unsafe.Slice((*byte)(data), length*int(c.elem)))
		w.align()
	}
	return vs.n, nil
}

// memory is where the elements of the slice or string at p are, and how many.
func (c *sliceCodec) memory(p unsafe.Pointer) (unsafe.Pointer, int) {
	if c.isString {
		s := *(*string)(p)
		return unsafe.Pointer(unsafe.StringData(s)), len(s)
	}
	h := (*sliceHeader)(p)
	return h.data, h.len
}

func (*sliceCodec) fits(data []byte, n int) error { return fitsEach(data, n, 8) }

// fitsEach is fits where each item takes so many bytes or more.
func fitsEach(data []byte, n, least int) error {
	if n < 0 || n > len(data)/least {
		return fmt.Errorf("%d bytes for %d items of %d bytes or more", len(data), n, least)
	}
	return nil
}

func (c *sliceCodec) decode(data []byte, vs items) ([]itemError, error) {
	r := reader{b: data}
	for i := range vs.n {
		length := r.u64()
		if length == 0 {
			continue
		}
		if length--; length > uint64(len(r.b))/uint64(c.elem) {
			return nil, fmt.Errorf("item %d of %d elements in %d bytes", i, length, len(r.b))
		}
		c.point(vs.at(i), r.bytes(int(length)*int(c.elem)))
		r.align()
	}
	return nil, r.end()
}

// point makes what is at p a slice or string whose memory is b: no copy, unless b is not aligned.
func (c *sliceCodec) point(p unsafe.Pointer, b []byte) {
	if c.isString {
		*(*string)(p) = unsafe.String(unsafe.SliceData(b), len(b))
		return
	}
	n := len(b) / int(c.elem)
	data := unsafe.Pointer(unsafe.SliceData(b))
	if n == 0 {
		data = unsafe.Pointer(&emptySlice)
	} else if uintptr(data)%c.align != 0 {
		words := make([]uint64, (len(b)+7)/8)
		data = unsafe.Pointer(&words[0])
		copy(unsafe.Slice((*byte)(data), len(b)), b)
	}
	*(*sliceHeader)(p) = sliceHeader{data, n, n}
}

var emptySlice uint64

// brokenCodec stands for a type that cannot be encoded: its error says which part of it.
type brokenCodec struct{ err error }

func (c *brokenCodec) raw() bool                                 { return false }
func (c *brokenCodec) encode(*writer, items) (int, error)        { return 0, c.err }
func (c *brokenCodec) fits([]byte, int) error                    { return c.err }
func (c *brokenCodec) decode([]byte, items) ([]itemError, error) { return nil, c.err }
