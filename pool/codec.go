package pool

import (
	"errors"
	"fmt"
	"reflect"
	"unsafe"
)

// items are values of one type where they lie in memory, each so many bytes after the one before.
// All that codecs do, they do with items: code that depended on a type would be compiled with
// every program, once for each.
type items struct {
	base   unsafe.Pointer
	stride uintptr
	n      int
}

func itemsOf[T any](vs []T) items {
	var zero T
	return items{unsafe.Pointer(unsafe.SliceData(vs)), unsafe.Sizeof(zero), len(vs)}
}

func (s items) at(i int) unsafe.Pointer { return unsafe.Add(s.base, uintptr(i)*s.stride) }

// field is the items' fields at an offset.
func (s items) field(offset uintptr) items {
	if s.n > 0 {
		s.base = unsafe.Add(s.base, offset)
	}
	return s
}

// first are the first n of the items.
func (s items) first(n int) items {
	s.n = n
	return s
}

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

// pointedTo is the type of what p points to. Generic code that deals in types itself, as with
// reflect.TypeFor, would bring a piece of package reflect into every program.
func pointedTo(p any) reflect.Type { return reflect.TypeOf(p).Elem() }

func codecTo(p any) codec { return codecFor(pointedTo(p)) }

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

// decodeList returns n items, which may share memory with data.
func decodeList[T any](c codec, data []byte, n int) ([]T, []itemError, error) {
	if err := c.fits(data, n); err != nil {
		return nil, nil, err
	}
	var zero T
	if p := inPlace(c, data, unsafe.Alignof(zero)); p != nil {
		return unsafe.Slice((*T)(p), n), nil, nil
	}
	vs := make([]T, n)
	bad, err := c.decode(data, itemsOf(vs))
	if err != nil {
		return nil, nil, err
	}
	return vs, bad, nil
}

// inPlace is where data is the items themselves, or nil.
func inPlace(c codec, data []byte, align uintptr) unsafe.Pointer {
	p := unsafe.Pointer(unsafe.SliceData(data))
	if _, ok := c.(*rawCodec); !ok || uintptr(p)%align != 0 {
		return nil
	}
	return p
}

func encodeOnce(c codec, v items) func() ([]byte, error) {
	return func() ([]byte, error) {
		if c == nil {
			return nil, errors.New("the function is a zero value, make it with pool.Func2 or pool.Func2E")
		}
		var w writer
		if _, err := c.encode(&w, v); err != nil {
			return nil, err
		}
		return w.join(), nil
	}
}

func decodeOne[T any](c codec, data []byte) (T, error) {
	vs := make([]T, 1)
	if err := decodeWhole(c, data, itemsOf(vs)); err != nil {
		return *new(T), err
	}
	return vs[0], nil
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

func (c *rawCodec) encode(w *writer, vs items) (int, error) {
	if vs.stride == c.size {
		w.borrow(vs.memory())
		return vs.n, nil
	}
	size := int(c.size)
	column := make([]byte, vs.n*size)
	for i := range vs.n {
		copy(column[i*size:], unsafe.Slice((*byte)(vs.at(i)), size))
	}
	w.borrow(column)
	return vs.n, nil
}

func (c *rawCodec) fits(data []byte, n int) error {
	if size := int(c.size); n < 0 || len(data)/size != n || len(data)%size != 0 {
		return fmt.Errorf("%d bytes for %d items of %d bytes", len(data), n, size)
	}
	return nil
}

func (c *rawCodec) decode(data []byte, vs items) ([]itemError, error) {
	if vs.stride == c.size {
		copy(vs.memory(), data)
		return nil, nil
	}
	size := int(c.size)
	for i := range vs.n {
		copy(unsafe.Slice((*byte)(vs.at(i)), size), data[i*size:])
	}
	return nil, nil
}

// memory is that of items without pointers that fill it.
func (s items) memory() []byte {
	return unsafe.Slice((*byte)(s.base), s.n*int(s.stride))
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

// pairCodec moves Starmap's arguments as two columns, so that each keeps its own fast form.
type pairCodec struct {
	a, b   codec
	offset uintptr // of b in a pair
}

func newPairCodec[A, B any](a, b codec) *pairCodec {
	var p pair[A, B]
	return &pairCodec{a, b, unsafe.Offsetof(p.b)}
}

func (c *pairCodec) raw() bool { return c.a.raw() && c.b.raw() }

func (c *pairCodec) encode(w *writer, vs items) (int, error) {
	mark := w.mark()
	length := w.holdU64()
	start := w.size()
	n, errA := c.a.encode(w, vs)
	w.setU64(length, uint64(w.size()-start))
	w.align()
	m, errB := c.b.encode(w, vs.field(c.offset).first(n))
	if m == vs.n {
		return m, nil
	}
	// The columns must be of one length: begin again with the items that both can encode.
	w.reset(mark)
	if _, err := c.encode(w, vs.first(m)); err != nil {
		return 0, err
	}
	if m < n {
		return m, errB
	}
	return m, errA
}

// columns are the two that data consists of.
func (c *pairCodec) columns(data []byte) (a, b []byte, err error) {
	r := reader{b: data}
	a = r.bytes(r.length())
	r.align()
	return a, r.b, r.err
}

func (c *pairCodec) fits(data []byte, n int) error {
	a, b, err := c.columns(data)
	if err != nil {
		return err
	}
	if err := c.a.fits(a, n); err != nil {
		return err
	}
	return c.b.fits(b, n)
}

func (c *pairCodec) decode(data []byte, vs items) ([]itemError, error) {
	a, b, err := c.columns(data)
	if err != nil {
		return nil, err
	}
	badA, err := c.a.decode(a, vs)
	if err != nil {
		return nil, err
	}
	badB, err := c.b.decode(b, vs.field(c.offset))
	if err != nil {
		return nil, err
	}
	return mergeBad(badA, badB), nil
}

// mergeBad merges two lists in order of index, with one error an index.
func mergeBad(a, b []itemError) []itemError {
	if len(a) == 0 {
		return b
	}
	var out []itemError
	for len(a) > 0 || len(b) > 0 {
		if len(b) == 0 || (len(a) > 0 && a[0].index <= b[0].index) {
			if len(b) > 0 && b[0].index == a[0].index {
				b = b[1:]
			}
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return out
}

// brokenCodec stands for a type that cannot be encoded: its error says which part of it.
type brokenCodec struct{ err error }

func (c *brokenCodec) raw() bool                                 { return false }
func (c *brokenCodec) encode(*writer, items) (int, error)        { return 0, c.err }
func (c *brokenCodec) fits([]byte, int) error                    { return c.err }
func (c *brokenCodec) decode([]byte, items) ([]itemError, error) { return nil, c.err }
