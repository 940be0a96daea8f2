package pool

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"github.com/fxamacker/cbor/v2"
)

// bindUnary makes the loader of chunks whose arguments come in forms: see Untyped.
func bindUnary[A, R any](f *unary[A, R], forms []byte) (loader, error) {
	args, err := untypedArgs[A](string(forms))
	if f.noArg {
		args = ignored[A]{}
	}
	g := &unary[A, R]{name: f.name, plain: f.plain, withCtx: f.withCtx, args: args, results: untypedResults[R]()}
	return g.load, err
}

func bindPairs[A, B, R any](f Function2[A, B, R], forms []byte) (loader, error) {
	first, second, _ := strings.Cut(string(forms), " ")
	a, errA := untypedArgs[A](first)
	b, errB := untypedArgs[B](second)
	g := f.onPairs()
	g.args, g.results = &pairCodec[A, B]{a, b}, untypedResults[R]()
	return g.load, errors.Join(errA, errB)
}

func untypedArgs[T any](form string) (codec[T], error) {
	t := reflect.TypeFor[T]()
	switch {
	case Form(form) == FormCBOR:
		return &untypedCodec[T]{newItemCodec(t)}, nil
	case Form(form) == formOf(t):
		return &rawCodec[T]{}, nil
	}
	return nil, fmt.Errorf("arguments come in the form %q, which is none of %s", form, t)
}

func untypedResults[T any]() codec[T] {
	if t := reflect.TypeFor[T](); formOf(t) == FormCBOR {
		return &untypedCodec[T]{newItemCodec(t)}
	}
	return &rawCodec[T]{}
}

// untypedCodec moves values in FormCBOR. What it does depends on no type, so that a program has
// it once.
type untypedCodec[T any] struct{ items *itemCodec }

func (c *untypedCodec[T]) raw() bool { return false }

func (c *untypedCodec[T]) encode(w *writer, vs []T) (int, error) {
	return c.items.encode(w, unsafe.Pointer(unsafe.SliceData(vs)), len(vs))
}

func (c *untypedCodec[T]) decode(data []byte, n int) ([]T, []itemError, error) {
	if n < 0 || n > len(data)/4 {
		return nil, nil, fmt.Errorf("%d bytes for %d items of 4 bytes or more", len(data), n)
	}
	vs := make([]T, n)
	bad, err := c.items.decode(data, unsafe.Pointer(unsafe.SliceData(vs)), n)
	for _, b := range bad {
		vs[b.index] = *new(T) // without what had been decoded before the fault
	}
	return vs, bad, err
}

// ignored is the codec of arguments that do not matter.
type ignored[T any] struct{}

func (ignored[T]) raw() bool                        { return false }
func (ignored[T]) encode(*writer, []T) (int, error) { return 0, errors.New("an ignored argument") }
func (ignored[T]) decode(_ []byte, n int) ([]T, []itemError, error) {
	return make([]T, n), nil, nil
}

// An itemCodec moves values of type t, which it finds at addresses.
type itemCodec struct {
	t       reflect.Type
	broken  error                // why none can be encoded
	inspect bool                 // see cborCodec
	null    bool                 // null and undefined are values of t
	tag     byte                 // of a typed array; 0 where t is no slice of numbers
	elems   *sliceCodec[[]uint8] // of such a slice
}

func newItemCodec(t reflect.Type) *itemCodec {
	c := &itemCodec{t: t, broken: checkEncodable(t), inspect: reaches(t, map[reflect.Type]bool{})}
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Pointer:
		c.null = true
	}
	if t.Kind() == reflect.Slice && !encodesItself(t) {
		if c.tag = tagOf(formOf(t.Elem())); c.tag != 0 {
			c.elems = &sliceCodec[[]uint8]{elem: t.Elem().Size(), align: uintptr(t.Elem().Align())}
		}
	}
	return c
}

// arrayTags are the tags of little-endian typed arrays in RFC 8746.
var arrayTags = [...]struct {
	form Form
	tag  byte
}{
	{"uint8", 64}, {"uint16", 69}, {"uint32", 70}, {"uint64", 71}, {"int8", 72},
	{"int16", 77}, {"int32", 78}, {"int64", 79}, {"float32", 85}, {"float64", 86},
}

// tagOf is the tag of an array of a form; 0 where there is none.
func tagOf(f Form) byte {
	for _, a := range arrayTags {
		if a.form == f {
			return a.tag
		}
	}
	return 0
}

// typedArrayHeader is the length of what stands before a typed array's memory.
const typedArrayHeader = 12

func (c *itemCodec) encode(w *writer, base unsafe.Pointer, n int) (int, error) {
	if c.broken != nil {
		return 0, c.broken
	}
	var buf bytes.Buffer
	for i := range n {
		p := unsafe.Add(base, uintptr(i)*c.t.Size())
		if c.tag != 0 && (*sliceHeader)(p).data != nil {
			if err := c.encodeArray(w, p); err != nil {
				return i, err
			}
			continue
		}
		v := reflect.NewAt(c.t, p).Elem().Interface()
		if c.inspect {
			if err := checkValue(v); err != nil {
				return i, err
			}
		}
		buf.Reset()
		if err := cborEncoder().MarshalToBuffer(v, &buf); err != nil {
			return i, fmt.Errorf("cannot encode %s: %w", c.t, err)
		}
		if buf.Len() > maxFrame {
			return i, fmt.Errorf("cannot encode %s: %d bytes are more than the %d of a frame, send less at a time", c.t, buf.Len(), maxFrame)
		}
		w.u32(uint32(buf.Len()))
		w.buf = append(w.buf, buf.Bytes()...)
	}
	return n, nil
}

func (c *itemCodec) encodeArray(w *writer, p unsafe.Pointer) error {
	data, length := c.elems.memory((*[]uint8)(p))
	size := length * int(c.elems.elem)
	if size > maxFrame {
		return fmt.Errorf("cannot encode %s: %d bytes are more than the %d of a frame, send less at a time", c.t, size, maxFrame)
	}
	w.u32(uint32(typedArrayHeader + size))
	w.buf = append(w.buf, 0xd9, 0, c.tag, 0x5b)
	w.buf = binary.BigEndian.AppendUint64(w.buf, uint64(size))
	w.borrow(unsafe.Slice((*byte)(data), size))
	return nil
}

func (c *itemCodec) decode(data []byte, base unsafe.Pointer, n int) (bad []itemError, err error) {
	r := reader{b: data}
	for i := range n {
		item := r.bytes(int(r.u32()))
		if r.err != nil {
			return nil, r.err
		}
		if err := c.decodeItem(item, unsafe.Add(base, uintptr(i)*c.t.Size())); err != nil {
			bad = append(bad, itemError{i, during(fmt.Sprintf("the argument is no %s", c.t), err)})
		}
	}
	return bad, r.end()
}

func (c *itemCodec) decodeItem(item []byte, p unsafe.Pointer) error {
	if c.broken != nil {
		return c.broken
	}
	if len(item) == 1 && item[0]|1 == 0xf7 && !c.null {
		return errors.New("it is null or undefined")
	}
	if len(item) >= typedArrayHeader && item[0] == 0xd9 && item[3] == 0x5b {
		return c.decodeArray(item, p)
	}
	return inWords(unmarshal(item, reflect.NewAt(c.t, p).Interface()))
}

func (c *itemCodec) decodeArray(item []byte, p unsafe.Pointer) error {
	memory := item[typedArrayHeader:]
	switch size := binary.BigEndian.Uint64(item[4:]); {
	case item[1] != 0 || item[2] != c.tag || c.tag == 0:
		return fmt.Errorf("it is a typed array of %s", formOfTag(item[2]))
	case size != uint64(len(memory)) || size%uint64(c.elems.elem) != 0:
		return fmt.Errorf("it is a typed array of %d bytes that says %d", len(memory), size)
	}
	c.elems.point((*[]uint8)(p), memory)
	return nil
}

func formOfTag(tag byte) Form {
	for _, a := range arrayTags {
		if a.tag == tag {
			return a.form
		}
	}
	return "unknown numbers"
}

// inWords says what the CBOR library says without its words for bytes.
func inWords(err error) error {
	mismatch, ok := err.(*cbor.UnmarshalTypeError)
	if !ok {
		return err
	}
	what := ""
	switch mismatch.CBORType {
	case "UTF-8 text string":
		what = "text"
	case "primitives":
		what = "a boolean, or a number with a fraction or beyond 2^53 (pass a BigInt)"
	case "positive integer":
		what = "a whole number out of range, or where none belongs"
	case "negative integer":
		what = "a negative whole number out of range, or where none belongs"
	case "byte string":
		what = "bytes"
	case "array":
		what = "a list"
	case "map":
		what = "an object"
	}
	if what == "" {
		return err
	}
	if mismatch.StructFieldName != "" {
		return fmt.Errorf("its field %s, of type %s, is %s", mismatch.StructFieldName, mismatch.GoType, what)
	}
	if mismatch.GoType != "" {
		return fmt.Errorf("%s stands where %s belongs", what, mismatch.GoType)
	}
	return err
}
