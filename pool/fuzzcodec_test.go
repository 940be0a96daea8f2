package pool

import (
	"bytes"
	"math"
	"reflect"
	"testing"
	"time"
)

type fuzzStruct struct {
	A int16
	B float64
	C [2]uint32
}

type fuzzTree struct {
	Name string
	Kids []fuzzTree
	At   time.Time
	M    map[int64][]byte
}

func decodes[T any](t *testing.T, data []byte, n int) {
	t.Helper()
	bounded(t, len(data), func() {
		k := kindOf((*[]T)(nil))
		vs, bad, err := k.decode(data, n)
		if err == nil && vs.n != n {
			t.Errorf("%d items, want %d", vs.n, n)
		}
		last := -1
		for _, b := range bad {
			if b.index <= last || b.index >= n || b.err == nil {
				t.Errorf("bad item %d of %d", b.index, n)
			}
			last = b.index
		}
		if err == nil && len(bad) == 0 { // what came can go again
			var w writer
			if m, err := k.codec.encode(&w, vs); err != nil || m != n {
				t.Errorf("encoding what was decoded: %d of %d, %v", m, n, err)
			}
		}
	})
}

func encodeAll[T any](w *writer, vs []T) {
	_, _ = kindOf((*[]T)(nil)).codec.encode(w, itemsOf(vs))
}

func FuzzDecode(f *testing.F) {
	add := func(n int, encode func(w *writer)) {
		var w writer
		encode(&w)
		f.Add(append([]byte(nil), w.join()...), n)
	}
	add(3, func(w *writer) { encodeAll(w, []int{1, 2, 3}) })
	add(2, func(w *writer) { encodeAll(w, []string{"a", ""}) })
	add(2, func(w *writer) { encodeAll(w, [][]float64{{1}, nil}) })
	add(2, func(w *writer) { encodeAll(w, [][]fuzzStruct{{{1, 2, [2]uint32{}}}, {}}) })
	add(1, func(w *writer) {
		encodeAll(w, []fuzzTree{{Name: "a", Kids: []fuzzTree{{At: time.Unix(1, 2)}}, M: map[int64][]byte{1: {2}}}})
	})
	add(1, func(w *writer) { w.u32(9); w.buf = append(w.buf, 0x9b, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff) }) // an array of 2^31-1
	f.Add([]byte{}, 1<<30)
	f.Fuzz(func(t *testing.T, data []byte, n int) {
		if n < 0 || n > len(data) {
			n = len(data) // the parent and the worker check it first
		}
		decodes[int](t, data, n)
		decodes[fuzzStruct](t, data, n)
		decodes[string](t, data, n)
		decodes[[]byte](t, data, n)
		decodes[[]fuzzStruct](t, data, n)
		decodes[fuzzTree](t, data, n)
		decodes[[]string](t, data, n)
		bounded(t, len(data), func() {
			_, _, _ = decodePairs(kindOf((*[]string)(nil)), kindOf((*[]fuzzTree)(nil)), data, n)
			_, _, _ = decodePairs(kindOf((*[]int)(nil)), kindOf((*[][]int)(nil)), data, n)
		})
	})
}

func returns[T any](t *testing.T, vs ...T) {
	t.Helper()
	var w writer
	if n, err := kindOf((*[]T)(nil)).codec.encode(&w, itemsOf(vs)); n != len(vs) || err != nil {
		t.Errorf("%d of %d %T encoded: %v", n, len(vs), vs, err)
		return
	}
	items, bad, err := kindOf((*[]T)(nil)).decode(append([]byte(nil), w.join()...), len(vs))
	got := sliceOf[T](items)
	if err != nil || len(bad) > 0 || !reflect.DeepEqual(got, vs) {
		t.Errorf("%#v came back as %#v, %v, %v", vs, got, bad, err)
	}
}

func FuzzRoundTrip(f *testing.F) {
	f.Add("a", []byte("bytes"), int64(-1), uint64(1<<63), 1.5, true)
	f.Add("\xff", []byte(nil), int64(1)<<62, uint64(0), math.Copysign(0, -1), false)
	f.Fuzz(func(t *testing.T, s string, b []byte, i int64, u uint64, x float64, on bool) {
		if x != x {
			x = 0 // DeepEqual refuses NaN; TestValuesCrossUnchanged has it
		}
		returns(t, s, "", s+s)
		returns(t, b, nil, []byte{}, bytes.Repeat(b, 3))
		returns(t, i, -i)
		returns(t, []uint64{u}, nil, []uint64{})
		returns(t, fuzzStruct{int16(i), x, [2]uint32{uint32(u), uint32(i)}})
		returns(t, map[string][]byte{s: b, s + "x": nil}, nil)
		returns(t, on, !on)
		tree := fuzzTree{Name: s, Kids: []fuzzTree{{}, {Name: s + s, Kids: []fuzzTree{}}}, M: map[int64][]byte{i: b}}
		returns(t, tree)
		returnsPairs(t, []string{s, ""}, [][]float64{{x}, nil})
		returnsPairs(t, []int64{i, -i, 0}, []float64{x, -x, 1})
		returns(t, [][]string{{s}, nil, {}}, nil)
	})
}

func returnsPairs[A, B any](t *testing.T, as []A, bs []B) {
	t.Helper()
	first, second := kindOf((*[]A)(nil)), kindOf((*[]B)(nil))
	var w writer
	if n, err := encodePairs(&w, first.codec, second.codec, arguments{itemsOf(as), itemsOf(bs)}); n != len(as) || err != nil {
		t.Errorf("%d of %d pairs encoded: %v", n, len(as), err)
		return
	}
	got, bad, err := decodePairs(first, second, append([]byte(nil), w.join()...), len(as))
	if err != nil || len(bad) > 0 || !reflect.DeepEqual(sliceOf[A](got.a), as) || !reflect.DeepEqual(sliceOf[B](got.b), bs) {
		t.Errorf("%#v and %#v came back as %#v, %v, %v", as, bs, got, bad, err)
	}
}
