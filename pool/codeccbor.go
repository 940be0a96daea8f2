package pool

import (
	"bytes"
	"fmt"
	"sync"
	"time"

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
type cborCodec[T any] struct {
	// inspect says that a value must be looked through first: its type refers to itself, so that it
	// could be a cycle, which no encoder survives, or holds times.
	inspect bool
}

func (*cborCodec[T]) raw() bool { return false }

func (c *cborCodec[T]) encode(w *writer, vs []T) (int, error) {
	var buf bytes.Buffer
	for i := range vs {
		if c.inspect {
			if err := checkValue(vs[i]); err != nil {
				return i, err
			}
		}
		buf.Reset()
		if err := cborEncoder().MarshalToBuffer(vs[i], &buf); err != nil {
			return i, fmt.Errorf("cannot encode %T: %w", vs[i], err)
		}
		if buf.Len() > maxFrame {
			return i, fmt.Errorf("cannot encode %T: %d bytes are more than the %d of a frame, send less at a time", vs[i], buf.Len(), maxFrame)
		}
		w.u32(uint32(buf.Len()))
		w.buf = append(w.buf, buf.Bytes()...)
	}
	return len(vs), nil
}

func (c *cborCodec[T]) decode(data []byte, n int) ([]T, []itemError, error) {
	if n < 0 || n > len(data)/4 {
		return nil, nil, fmt.Errorf("%d bytes for %d items of 4 bytes or more", len(data), n)
	}
	r := reader{b: data}
	vs := make([]T, n)
	var bad []itemError
	for i := range vs {
		item := r.bytes(int(r.u32()))
		if r.err != nil {
			return nil, nil, r.err
		}
		if err := unmarshal(item, &vs[i]); err != nil {
			bad = append(bad, itemError{i, during(fmt.Sprintf("cannot decode %T", vs[i]), err)})
			vs[i] = *new(T) // without what had been decoded before the fault
		}
	}
	return vs, bad, r.end()
}

// timeCodec moves times by themselves in their own binary form, which knows every year and zone.
type timeCodec struct{}

func (timeCodec) raw() bool { return false }

func (timeCodec) encode(w *writer, ts []time.Time) (int, error) {
	for i, t := range ts {
		b, err := t.MarshalBinary()
		if err != nil {
			return i, fmt.Errorf("cannot encode time.Time: %w", err)
		}
		w.bytes(b)
	}
	return len(ts), nil
}

func (timeCodec) decode(data []byte, n int) ([]time.Time, []itemError, error) {
	if n < 0 || n > len(data)/8 {
		return nil, nil, fmt.Errorf("%d bytes for %d items of 8 bytes or more", len(data), n)
	}
	r := reader{b: data}
	ts := make([]time.Time, n)
	var bad []itemError
	for i := range ts {
		if err := ts[i].UnmarshalBinary(r.field()); err != nil && r.err == nil {
			bad = append(bad, itemError{i, fmt.Errorf("cannot decode time.Time: %w", err)})
		}
	}
	return ts, bad, r.end()
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
