package pool

import (
	"bytes"
	"fmt"
	"reflect"
	"sync"
	"time"
	"unsafe"

	"github.com/fxamacker/cbor/v2"
)

// The modes differ from the library's defaults where those would change or refuse a value:
// times would be cut to seconds, NaNs rewritten, long lists, deep values and text that is not
// UTF-8 refused. They are made when first needed: every worker's start would wait for them.
var (
	cborEncoder = sync.OnceValue(func() cbor.UserBufferEncMode {
		return must(cbor.EncOptions{
			Time:       cbor.TimeRFC3339Nano,
			NaNConvert: cbor.NaNConvertNone,
			InfConvert: cbor.InfConvertNone,
		}.UserBufferEncMode())
	})
	cborDecoder = sync.OnceValue(func() cbor.DecMode {
		return must(cbor.DecOptions{
			MaxArrayElements: 1<<31 - 1,
			MaxMapPairs:      1<<31 - 1,
			MaxNestedLevels:  2*maxDepth + 100,
			UTF8:             cbor.UTF8DecodeInvalid,
		}.DecMode())
	})
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// cborCodec moves everything that is not plain memory: each item its length, then its CBOR.
type cborCodec struct {
	t reflect.Type
	// inspect says that a value must be looked through first: its type refers to itself, so that it
	// could be a cycle, which no encoder survives, or holds times.
	inspect bool
}

func (*cborCodec) raw() bool { return false }

func (c *cborCodec) encode(w *writer, vs items) (int, error) {
	var buf bytes.Buffer
	for i := range vs.n {
		if err := c.encodeItem(w, &buf, vs.at(i)); err != nil {
			return i, err
		}
	}
	return vs.n, nil
}

func (c *cborCodec) encodeItem(w *writer, buf *bytes.Buffer, p unsafe.Pointer) error {
	v := reflect.NewAt(c.t, p).Elem().Interface()
	if c.inspect {
		if err := checkValue(v); err != nil {
			return err
		}
	}
	buf.Reset()
	if err := marshal(v, buf); err != nil {
		return during(fmt.Sprintf("cannot encode %T", v), err)
	}
	if buf.Len() > maxFrame {
		return fmt.Errorf("cannot encode %T: %d bytes are more than the %d of a frame, send less at a time", v, buf.Len(), maxFrame)
	}
	w.u32(uint32(buf.Len()))
	w.buf = append(w.buf, buf.Bytes()...)
	return nil
}

func (*cborCodec) fits(data []byte, n int) error { return fitsEach(data, n, 4) }

func (c *cborCodec) decode(data []byte, vs items) ([]itemError, error) {
	r := reader{b: data}
	var bad []itemError
	for i := range vs.n {
		item := r.bytes(int(r.u32()))
		if r.err != nil {
			return nil, r.err
		}
		v := reflect.NewAt(c.t, vs.at(i))
		if err := unmarshal(item, v.Interface()); err != nil {
			bad = append(bad, itemError{i, during(fmt.Sprintf("cannot decode %s", c.t), err)})
			v.Elem().SetZero() // without what had been decoded before the fault
		}
	}
	return bad, r.end()
}

// timeCodec moves times by themselves in their own binary form, which knows every year and zone.
type timeCodec struct{}

func (timeCodec) raw() bool { return false }

func (timeCodec) encode(w *writer, vs items) (int, error) {
	for i := range vs.n {
		b, err := (*time.Time)(vs.at(i)).MarshalBinary()
		if err != nil {
			return i, fmt.Errorf("cannot encode time.Time: %w", err)
		}
		w.bytes(b)
	}
	return vs.n, nil
}

func (timeCodec) fits(data []byte, n int) error { return fitsEach(data, n, 8) }

func (timeCodec) decode(data []byte, vs items) ([]itemError, error) {
	r := reader{b: data}
	var bad []itemError
	for i := range vs.n {
		if err := (*time.Time)(vs.at(i)).UnmarshalBinary(r.field()); err != nil && r.err == nil {
			bad = append(bad, itemError{i, fmt.Errorf("cannot decode time.Time: %w", err)})
		}
	}
	return bad, r.end()
}

// marshal survives a panic in a user-written marshaler.
func marshal(v any, buf *bytes.Buffer) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = newPanicError(p)
		}
	}()
	return cborEncoder().MarshalToBuffer(v, buf)
}

// unmarshal survives a panic in a user-written unmarshaler.
func unmarshal(item []byte, v any) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = newPanicError(p)
		}
	}()
	return cborDecoder().Unmarshal(item, v)
}
