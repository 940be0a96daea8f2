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

// untyped is the function with arguments that come in forms, one or two: see Untyped.
func (c *calling) untyped(forms string) (*calling, error) {
	u := *c
	u.result = c.result.with(untypedResults(typeOf(c.result)))
	first, second, _ := strings.Cut(forms, " ")
	codec, err := untypedArgs(typeOf(c.first), first)
	if c.noArg {
		codec = ignored{}
	}
	u.first = c.first.with(codec)
	if c.two {
		codec, errB := untypedArgs(typeOf(c.second), second)
		u.second, err = c.second.with(codec), errors.Join(err, errB)
	}
	return &u, err
}

func untypedArgs(t reflect.Type, form string) (codec, error) {
	switch {
	case Form(form) == FormCBOR:
		return newItemCodec(t), nil
	case Form(form) == formOf(t):
		return &rawCodec{t.Size()}, nil
	}
	return nil, fmt.Errorf("arguments come in the form %q, which is none of %s", form, t)
}

func untypedResults(t reflect.Type) codec {
	if formOf(t) == FormCBOR {
		return newItemCodec(t)
	}
	return &rawCodec{t.Size()}
}

// ignored is the codec of arguments that do not matter.
type ignored struct{}

func (ignored) raw() bool                                 { return false }
func (ignored) encode(*writer, items) (int, error)        { return 0, errors.New("an ignored argument") }
func (ignored) fits([]byte, int) error                    { return nil }
func (ignored) decode([]byte, items) ([]itemError, error) { return nil, nil }

// An itemCodec moves values in FormCBOR.
type itemCodec struct {
	cborCodec
	broken error       // why none can be encoded
	null   bool        // null and undefined are values of the type
	tag    byte        // of a typed array; 0 where the type is no slice of numbers
	elems  *sliceCodec // of such a slice
}

func newItemCodec(t reflect.Type) *itemCodec {
	c := &itemCodec{cborCodec: cborCodec{t, reaches(t, map[reflect.Type]bool{})}, broken: checkEncodable(t)}
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Pointer:
		c.null = true
	}
	if t.Kind() == reflect.Slice && !encodesItself(t) {
		if c.tag = tagOf(formOf(t.Elem())); c.tag != 0 {
			c.elems = &sliceCodec{elem: t.Elem().Size(), align: uintptr(t.Elem().Align())}
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

func (c *itemCodec) encode(w *writer, vs items) (int, error) {
	if c.broken != nil {
		return 0, c.broken
	}
	var buf bytes.Buffer
	for i := range vs.n {
		p := vs.at(i)
		var err error
		if c.tag != 0 && (*sliceHeader)(p).data != nil {
			err = c.encodeArray(w, p)
		} else {
			err = c.encodeItem(w, &buf, p)
		}
		if err != nil {
			return i, err
		}
	}
	return vs.n, nil
}

func (c *itemCodec) encodeArray(w *writer, p unsafe.Pointer) error {
	data, length := c.elems.memory(p)
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

func (c *itemCodec) decode(data []byte, vs items) (bad []itemError, err error) {
	r := reader{b: data}
	for i := range vs.n {
		item := r.bytes(int(r.u32()))
		if r.err != nil {
			return nil, r.err
		}
		p := vs.at(i)
		if err := c.decodeItem(item, p); err != nil {
			bad = append(bad, itemError{i, during(fmt.Sprintf("the argument is no %s", c.t), err)})
			reflect.NewAt(c.t, p).Elem().SetZero() // without what had been decoded before the fault
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
	c.elems.point(p, memory)
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
