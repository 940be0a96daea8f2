package pool

import (
	"reflect"
	"unsafe"
)

// items are values of one type where they lie in memory, each so many bytes after the one before.
// All that is done with arguments and results, but for calling functions on them, is done with
// items: code that depended on a type would be compiled with every program, once for each.
type items struct {
	base   unsafe.Pointer
	stride uintptr // 0 where all are the same one
	n      int
}

func itemsOf[T any](vs []T) items {
	var zero T
	return items{unsafe.Pointer(unsafe.SliceData(vs)), unsafe.Sizeof(zero), len(vs)}
}

// sliceOf are items of type T that lie side by side.
func sliceOf[T any](s items) []T { return unsafe.Slice((*T)(s.base), s.n) }

func (s items) at(i int) unsafe.Pointer { return unsafe.Add(s.base, uintptr(i)*s.stride) }

// cut is items lo to hi-1.
func (s items) cut(lo, hi int) items {
	if lo == hi { // not a pointer to what follows the last
		return items{stride: s.stride}
	}
	return items{s.at(lo), s.stride, hi - lo}
}

// memory is that of items without pointers.
func (s items) memory() []byte {
	return unsafe.Slice((*byte)(s.base), s.n*int(s.stride))
}

// A kind is a type of arguments or results: how its values travel, and how they lie in memory.
// It has no field and no method with types of package reflect in it: those would be compiled with
// every program.
type kind struct {
	codec       codec
	slices      any // a nil pointer to a slice of them
	size, align uintptr
	plain       bool // they are numbers: their memory is their value
}

// kindOf takes a pointer to a slice of the values. Generic code that deals in types itself, as
// with reflect.TypeFor, would bring a piece of package reflect into every program.
func kindOf(p any) kind {
	t := reflect.TypeOf(p).Elem().Elem()
	return kind{codecFor(t), p, t.Size(), uintptr(t.Align()), isFixedSize(t)}
}

func (k kind) with(c codec) kind {
	k.codec = c
	return k
}

func typeOf(k kind) reflect.Type { return sliceType(k).Elem() }

func sliceType(k kind) reflect.Type { return reflect.TypeOf(k.slices).Elem() }

// isRaw says that values travel as their memory.
func (k kind) isRaw() bool {
	_, ok := k.codec.(*rawCodec)
	return ok
}

// make returns n zeros.
func (k kind) make(n int) items {
	if k.plain {
		words := make([]uint64, (uintptr(n)*k.size+7)/8)
		return items{unsafe.Pointer(unsafe.SliceData(words)), k.size, n}
	}
	return items{reflect.MakeSlice(sliceType(k), n, n).UnsafePointer(), k.size, n}
}

func (k kind) copy(to, from items) {
	if k.plain {
		copy(to.memory(), from.memory())
		return
	}
	reflect.Copy(valueOf(k, to), valueOf(k, from))
}

// clear lets go of what the items point to.
func (k kind) clear(s items) {
	if !k.plain {
		valueOf(k, s).Clear()
	}
}

func valueOf(k kind, s items) reflect.Value {
	return reflect.NewAt(sliceType(k), unsafe.Pointer(&sliceHeader{s.base, s.n, s.n})).Elem()
}

func (k kind) encodeAll(vs items) ([]byte, error) {
	var w writer
	if _, err := k.codec.encode(&w, vs); err != nil {
		return nil, err
	}
	return w.join(), nil
}

// decode returns n values, which may share memory with data.
func (k kind) decode(data []byte, n int) (items, []itemError, error) {
	if err := k.codec.fits(data, n); err != nil {
		return items{}, nil, err
	}
	if base := unsafe.Pointer(unsafe.SliceData(data)); k.isRaw() && uintptr(base)%k.align == 0 {
		return items{base, k.size, n}, nil, nil
	}
	vs := k.make(n)
	bad, err := k.codec.decode(data, vs)
	if err != nil {
		return items{}, nil, err
	}
	return vs, bad, nil
}

// decodeOne returns the one value that data is, or its error.
func (k kind) decodeOne(data []byte) (items, error) {
	vs, bad, err := k.decode(data, 1)
	if err == nil && len(bad) > 0 {
		err = bad[0].err
	}
	return vs, err
}
