package pool

import (
	"bytes"
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// The modes differ from the library's defaults where those would change or refuse a value:
// times would be cut to seconds, NaNs rewritten, long lists, deep values and text that is not
// UTF-8 refused.
var (
	cborEncoder = must(cbor.EncOptions{
		Time:       cbor.TimeRFC3339Nano,
		NaNConvert: cbor.NaNConvertNone,
		InfConvert: cbor.InfConvertNone,
	}.UserBufferEncMode())
	cborDecoder = must(cbor.DecOptions{
		MaxArrayElements: 1<<31 - 1,
		MaxMapPairs:      1<<31 - 1,
		MaxNestedLevels:  65535,
		UTF8:             cbor.UTF8DecodeInvalid,
	}.DecMode())
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// cborCodec moves everything that is not plain memory: each item its length, then its CBOR.
type cborCodec[T any] struct {
	recursive bool // the type refers to itself: a value could be a cycle, which no encoder survives
}

func (cborCodec[T]) raw() bool { return false }

func (c cborCodec[T]) encode(w *writer, vs []T) (int, error) {
	var buf bytes.Buffer
	for i := range vs {
		if c.recursive {
			if err := checkAcyclic(vs[i]); err != nil {
				return i, err
			}
		}
		buf.Reset()
		if err := cborEncoder.MarshalToBuffer(vs[i], &buf); err != nil {
			return i, fmt.Errorf("cannot encode %T: %w", vs[i], err)
		}
		if buf.Len() > maxFrame {
			return i, fmt.Errorf("cannot encode %T: %d bytes are more than a frame's %d", vs[i], buf.Len(), maxFrame)
		}
		w.u32(uint32(buf.Len()))
		w.buf = append(w.buf, buf.Bytes()...)
	}
	return len(vs), nil
}

func (c cborCodec[T]) decode(data []byte, n int) ([]T, []itemError, error) {
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
			bad = append(bad, itemError{i, fmt.Errorf("cannot decode %T: %w", vs[i], err)})
		}
	}
	return vs, bad, r.end()
}

// unmarshal survives a panic in a user-written unmarshaler.
func unmarshal(item []byte, v any) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = newPanicError(p)
		}
	}()
	return cborDecoder.Unmarshal(item, v)
}
