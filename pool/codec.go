package pool

import (
	"errors"
	"fmt"
	"reflect"
	"unsafe"
)

// A codec moves lists of values of one type between programs. How many there are travels beside
// the bytes, and every item takes at least one byte, so that a count can be checked against the
// bytes that came.
type codec[T any] interface {
	// encode appends vs and returns how many it could: fewer only with the error of the next.
	encode(w *writer, vs []T) (int, error)
	// decode returns n items, which may share memory with data. bad lists items that came whole
	// but could not be decoded; err says that data is not a list of n items.
	decode(data []byte, n int) (vs []T, bad []itemError, err error)
	raw() bool
}

// codecInto is implemented by a codec that can decode into memory that is there.
type codecInto[T any] interface {
	decodeInto(data []byte, into []T) error
}

func codecFor[T any]() codec[T] {
	t := reflect.TypeFor[T]()
	if isFixedSize(t) {
		return &rawCodec[T]{}
	}
	if t.Kind() == reflect.String {
		return &sliceCodec[T]{elem: 1, isString: true}
	}
	if t.Kind() == reflect.Slice && isFixedSize(t.Elem()) {
		return &sliceCodec[T]{elem: t.Elem().Size(), align: uintptr(t.Elem().Align())}
	}
	if err := checkEncodable(t); err != nil {
		return &brokenCodec[T]{err}
	}
	if c, ok := any(timeCodec{}).(codec[T]); ok {
		return c
	}
	return &cborCodec[T]{inspect: reaches(t, map[reflect.Type]bool{})}
}

// encodeList is c.encode with panics of user-written marshalers made into errors.
func encodeList[T any](c codec[T], w *writer, vs []T) (n int, err error) {
	mark := w.mark()
	defer func() {
		if v := recover(); v != nil {
			w.reset(mark)
			n, err = encodeUntilPanic(c, w, vs)
		}
	}()
	return c.encode(w, vs)
}

// encodeUntilPanic finds the item whose marshaler panics by encoding them one by one.
func encodeUntilPanic[T any](c codec[T], w *writer, vs []T) (n int, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = during(fmt.Sprintf("cannot encode %T", vs[n]), newPanicError(v))
		}
	}()
	for n = range vs {
		mark := w.mark()
		if _, err := c.encode(w, vs[n:n+1]); err != nil {
			w.reset(mark)
			return n, err
		}
	}
	return len(vs), nil
}

func encodeOnce[T any](c codec[T], v T) func() ([]byte, error) {
	return func() ([]byte, error) {
		if c == nil {
			return nil, errors.New("the function is a zero value, make it with pool.Func2 or pool.Func2E")
		}
		var w writer
		if _, err := encodeList(c, &w, []T{v}); err != nil {
			return nil, err
		}
		return w.join(), nil
	}
}

func decodeOne[T any](c codec[T], data []byte) (v T, err error) {
	vs, bad, err := c.decode(data, 1)
	if err == nil && len(bad) > 0 {
		err = bad[0].err
	}
	if err != nil {
		return v, err
	}
	return vs[0], nil
}

// rawCodec copies memory. Both ends are the same program, so layout and byte order agree.
type rawCodec[T any] struct{}

func (*rawCodec[T]) raw() bool { return true }

func (*rawCodec[T]) encode(w *writer, vs []T) (int, error) {
	w.borrow(bytesOf(vs))
	return len(vs), nil
}

func (c *rawCodec[T]) decode(data []byte, n int) ([]T, []itemError, error) {
	var zero T
	size := int(unsafe.Sizeof(zero))
	if n < 0 || len(data)/size != n || len(data)%size != 0 {
		return nil, nil, fmt.Errorf("%d bytes for %d items of %d bytes", len(data), n, size)
	}
	if p := unsafe.Pointer(unsafe.SliceData(data)); uintptr(p)%unsafe.Alignof(zero) == 0 {
		return unsafe.Slice((*T)(p), n), nil, nil
	}
	vs := make([]T, n)
	return vs, nil, c.decodeInto(data, vs)
}

func (*rawCodec[T]) decodeInto(data []byte, into []T) error {
	b := bytesOf(into)
	if len(b) != len(data) {
		return fmt.Errorf("%d bytes for %d items of %d bytes together", len(data), len(into), len(b))
	}
	copy(b, data)
	return nil
}

func bytesOf[T any](vs []T) []byte {
	var zero T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(vs))), len(vs)*int(unsafe.Sizeof(zero)))
}

// sliceCodec moves slices of fixed-size elements, and strings: for each a length, with nil told
// from empty, then the elements as memory, aligned as they need.
type sliceCodec[T any] struct {
	elem, align uintptr
	isString    bool
}

// sliceHeader is how a slice lies in memory; a string is its first two words.
type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

func (*sliceCodec[T]) raw() bool { return true }

func (c *sliceCodec[T]) encode(w *writer, vs []T) (int, error) {
	for i := range vs {
		data, length := c.memory(&vs[i])
		if data == nil && !c.isString {
			w.u64(0)
			continue
		}
		w.u64(uint64(length) + 1)
		w.borrow(unsafe.Slice((*byte)(data), length*int(c.elem)))
		w.align()
	}
	return len(vs), nil
}

func (c *sliceCodec[T]) memory(v *T) (unsafe.Pointer, int) {
	if c.isString {
		s := *(*string)(unsafe.Pointer(v))
		return unsafe.Pointer(unsafe.StringData(s)), len(s)
	}
	h := (*sliceHeader)(unsafe.Pointer(v))
	return h.data, h.len
}

func (c *sliceCodec[T]) decode(data []byte, n int) ([]T, []itemError, error) {
	if n < 0 || n > len(data)/8 {
		return nil, nil, fmt.Errorf("%d bytes for %d items of 8 bytes or more", len(data), n)
	}
	r := reader{b: data}
	vs := make([]T, n)
	for i := range vs {
		length := r.u64()
		if length == 0 {
			continue
		}
		if length--; length > uint64(len(r.b))/uint64(c.elem) {
			return nil, nil, fmt.Errorf("item %d of %d elements in %d bytes", i, length, len(r.b))
		}
		c.point(&vs[i], r.bytes(int(length)*int(c.elem)))
		r.align()
	}
	return vs, nil, r.end()
}

// point makes v a slice or string whose memory is b: no copy, unless b is not aligned.
func (c *sliceCodec[T]) point(v *T, b []byte) {
	if c.isString {
		*(*string)(unsafe.Pointer(v)) = unsafe.String(unsafe.SliceData(b), len(b))
		return
	}
	n := len(b) / int(c.elem)
	p := unsafe.Pointer(unsafe.SliceData(b))
	if n == 0 {
		p = unsafe.Pointer(&emptySlice)
	} else if uintptr(p)%c.align != 0 {
		words := make([]uint64, (len(b)+7)/8)
		p = unsafe.Pointer(&words[0])
		copy(unsafe.Slice((*byte)(p), len(b)), b)
	}
	*(*sliceHeader)(unsafe.Pointer(v)) = sliceHeader{p, n, n}
}

var emptySlice uint64

// pairCodec moves Starmap's arguments as two columns, so that each keeps its own fast form.
type pairCodec[A, B any] struct {
	a codec[A]
	b codec[B]
}

func (c *pairCodec[A, B]) raw() bool { return c.a.raw() && c.b.raw() }

func (c *pairCodec[A, B]) encode(w *writer, vs []pair[A, B]) (int, error) {
	as, bs := make([]A, len(vs)), make([]B, len(vs))
	for i, v := range vs {
		as[i], bs[i] = v.a, v.b
	}
	mark := w.mark()
	length := w.holdU64()
	start := w.size()
	n, errA := c.a.encode(w, as)
	w.setU64(length, uint64(w.size()-start))
	w.align()
	m, errB := c.b.encode(w, bs[:n])
	if m == len(vs) {
		return m, nil
	}
	// The columns must be of one length: begin again with the items that both can encode.
	w.reset(mark)
	if _, err := c.encode(w, vs[:m]); err != nil {
		return 0, err
	}
	if m < n {
		return m, errB
	}
	return m, errA
}

func (c *pairCodec[A, B]) decode(data []byte, n int) ([]pair[A, B], []itemError, error) {
	r := reader{b: data}
	first := r.bytes(r.length())
	r.align()
	if r.err != nil {
		return nil, nil, r.err
	}
	as, badA, err := c.a.decode(first, n)
	if err != nil {
		return nil, nil, err
	}
	bs, badB, err := c.b.decode(r.b, n)
	if err != nil {
		return nil, nil, err
	}
	vs := make([]pair[A, B], n)
	for i := range vs {
		vs[i] = pair[A, B]{as[i], bs[i]}
	}
	return vs, mergeBad(badA, badB), nil
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
type brokenCodec[T any] struct{ err error }

func (c *brokenCodec[T]) raw() bool                        { return false }
func (c *brokenCodec[T]) encode(*writer, []T) (int, error) { return 0, c.err }
func (c *brokenCodec[T]) decode([]byte, int) ([]T, []itemError, error) {
	return nil, nil, c.err
}
