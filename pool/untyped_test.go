package pool_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"poolground/pool"
)

type untypedPoint struct {
	X, Y float64
	Name string
	Tags []string
}

func init() {
	pool.Func("t.untyped.square", func(x int) int { return x * x })
	pool.Func("t.untyped.half", func(x float32) float64 { return float64(x) / 2 })
	pool.Func2("t.untyped.join", func(s string, n int) string { return strings.Repeat(s, n) })
	pool.Func("t.untyped.point", func(p untypedPoint) untypedPoint { p.X, p.Y = p.Y, p.X; return p })
	pool.Func("t.untyped.sum", func(xs []float64) []float64 { return append(xs, 1) })
	pool.Func("t.untyped.bytes", func(b []byte) []byte { return b })
	pool.Func("t.untyped.pair", func(p [2]int16) [2]int16 { return p })
	pool.Func0("t.untyped.seven", func() int8 { return 7 })
	pool.Func("t.untyped.chan", func(x int) chan int { return nil })
	pool.FuncE("t.untyped.odd", func(_ context.Context, x int) (string, error) {
		if x%2 == 1 {
			return "", fmt.Errorf("%d is odd", x)
		}
		return fmt.Sprint(x), nil
	})
	pool.Func("t.untyped.panic", func(x int) int {
		if x == 3 {
			panic("three")
		}
		return x
	})
}

// cborList is a list of values in CBOR.
func cborList(t testing.TB, values ...any) pool.List {
	t.Helper()
	l := pool.List{Form: pool.FormCBOR, Count: len(values)}
	for _, v := range values {
		item, ok := v.(rawItem)
		if !ok {
			var err error
			if item, err = cbor.Marshal(v); err != nil {
				t.Fatal(err)
			}
		}
		l.Data = binary.LittleEndian.AppendUint32(l.Data, uint32(len(item)))
		l.Data = append(l.Data, item...)
	}
	return l
}

// A rawItem is CBOR as it is.
type rawItem []byte

// typedArray is the item of a slice of numbers.
func typedArray(tag byte, memory []byte) rawItem {
	item := rawItem{0xd9, 0, tag, 0x5b}
	item = binary.BigEndian.AppendUint64(item, uint64(len(memory)))
	return append(item, memory...)
}

func floats(xs ...float64) (memory []byte) {
	for _, x := range xs {
		memory = binary.LittleEndian.AppendUint64(memory, math.Float64bits(x))
	}
	return memory
}

func int64s(xs ...int64) pool.List {
	l := pool.List{Form: "int64", Count: len(xs)}
	for _, x := range xs {
		l.Data = binary.LittleEndian.AppendUint64(l.Data, uint64(x))
	}
	return l
}

func lookUp(t testing.TB, name string) pool.Untyped {
	t.Helper()
	f, err := pool.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestUntypedMap(t *testing.T) {
	point := untypedPoint{X: 1.5, Y: 2, Name: "a", Tags: []string{"b"}}
	turned := untypedPoint{X: 2, Y: 1.5, Name: "a", Tags: []string{"b"}}
	eachBackend(t, func(t *testing.T, b backendCase) {
		p := b.pool(t, 2)
		for _, c := range []struct {
			function string
			args     []pool.List
			want     pool.List
		}{
			{"square", []pool.List{cborList(t, 1, 2, -3, 3037000499)}, int64s(1, 4, 9, 3037000499*3037000499)},
			{"square", []pool.List{int64s(1, 2, math.MinInt32)}, int64s(1, 4, 1<<62)},
			{"square", []pool.List{int64s()}, int64s()},
			{"half", []pool.List{cborList(t, 1, 2.5)}, pool.List{Form: "float64", Count: 2, Data: floats(0.5, 1.25)}},
			{"join", []pool.List{cborList(t, "a", "b"), cborList(t, 2, 3)}, cborList(t, "aa", "bbb")},
			{"join", []pool.List{cborList(t, "a", "b"), int64s(2, 3)}, cborList(t, "aa", "bbb")},
			{"point", []pool.List{cborList(t, point, point, point)}, cborList(t, turned, turned, turned)},
			{"sum", []pool.List{cborList(t, typedArray(86, floats(4, 5)), []float64{7}, nil)},
				cborList(t, typedArray(86, floats(4, 5, 1)), typedArray(86, floats(7, 1)), typedArray(86, floats(1)))},
			{"bytes", []pool.List{cborList(t, []byte("ab"), typedArray(64, []byte("c")), nil, []byte{})},
				cborList(t, typedArray(64, []byte("ab")), typedArray(64, []byte("c")), nil, typedArray(64, nil))},
			{"pair", []pool.List{cborList(t, [2]int16{1, -2})}, cborList(t, [2]int16{1, -2})},
			{"seven", []pool.List{cborList(t, nil, "no number")}, pool.List{Form: "int8", Count: 2, Data: []byte{7, 7}}},
		} {
			for _, options := range [][]pool.CallOption{nil, {pool.ChunkSize(2)}, {pool.KeepGoing(), pool.TaskTimeout(patience)}} {
				got, err := lookUp(t, "t.untyped."+c.function).MapAsync(t.Context(), p, c.args, options...).Get(patient(t))
				if err != nil || got.Form != c.want.Form || got.Count != c.want.Count || string(got.Data) != string(c.want.Data) {
					t.Errorf("%s of %v: %v, %v, want %v", c.function, c.args, got, err, c.want)
				}
			}
		}
	})
}

func TestUntypedFailures(t *testing.T) {
	two := cborList(t, 1, 2)
	eachBackend(t, func(t *testing.T, b backendCase) {
		p := b.pool(t, 1)
		for _, c := range []struct {
			function string
			args     []pool.List
			want     string
		}{
			{"square", []pool.List{cborList(t, 1, "x")}, "pool: t.untyped.square, task 1, worker 0: the argument is no int: text stands where int belongs"},
			{"square", []pool.List{cborList(t, 1.5)}, "pool: t.untyped.square, task 0, worker 0: the argument is no int: a boolean, or a number with a fraction or beyond 2^53 (pass a BigInt) stands where int belongs"},
			{"square", []pool.List{cborList(t, nil)}, "pool: t.untyped.square, task 0, worker 0: the argument is no int: it is null or undefined"},
			{"square", []pool.List{cborList(t, uint64(1<<63))}, "pool: t.untyped.square, task 0, worker 0: the argument is no int: a whole number out of range, or where none belongs stands where int belongs"},
			{"square", []pool.List{cborList(t, typedArray(86, floats(1)))}, "pool: t.untyped.square, task 0, worker 0: the argument is no int: it is a typed array of float64"},
			{"sum", []pool.List{cborList(t, typedArray(64, []byte{1}))}, "pool: t.untyped.sum, task 0, worker 0: the argument is no []float64: it is a typed array of uint8"},
			{"point", []pool.List{cborList(t, map[string]any{"X": "far"})}, "pool: t.untyped.point, task 0, worker 0: the argument is no pool_test.untypedPoint: its field pool_test.untypedPoint.X, of type float64, is text"},
			{"point", []pool.List{cborList(t, map[string]any{"Tags": []any{"a", 1}})}, "pool: t.untyped.point, task 0, worker 0: the argument is no pool_test.untypedPoint: its field pool_test.untypedPoint.Tags, of type string, is a whole number out of range, or where none belongs"},
			{"odd", []pool.List{cborList(t, 0, 1)}, "pool: t.untyped.odd, task 1, worker 0: 1 is odd"},
			{"panic", []pool.List{int64s(1, 2, 3)}, "pool: t.untyped.panic, task 2, worker 0: panic: three"},
			{"chan", []pool.List{int64s(1)}, "pool: t.untyped.chan, task 0, worker 0: cannot encode chan int: is a chan, which only means something in its own program, so send what a worker can make it from"},
			{"square", []pool.List{two, two}, `pool: function "t.untyped.square" takes one argument a task: map over a list of them`},
			{"join", []pool.List{two}, `pool: function "t.untyped.join" takes two arguments a task: starmap over a list of pairs`},
			{"join", []pool.List{two, int64s(1)}, `pool: 2 first arguments and 1 second ones for function "t.untyped.join"`},
			{"square", []pool.List{{Form: "float64", Count: 1, Data: floats(1)}}, `pool: function "t.untyped.square" takes int, which do not come in the form "float64"`},
			{"square", []pool.List{{Form: "int64", Count: 2, Data: floats(1)}}, `pool: the arguments of function "t.untyped.square": 8 bytes for 2 items of 8 bytes`},
			{"square", []pool.List{{Form: pool.FormCBOR, Count: 3, Data: two.Data}}, `pool: the arguments of function "t.untyped.square": 10 bytes for 3 items of 4 bytes or more`},
			{"square", []pool.List{{Form: pool.FormCBOR, Count: 1, Data: two.Data}}, `pool: the arguments of function "t.untyped.square": 5 bytes too many`},
		} {
			_, err := lookUp(t, "t.untyped."+c.function).MapAsync(t.Context(), p, c.args).Get(patient(t))
			if err == nil || err.Error() != c.want {
				t.Errorf("%s: error\n%v, want\n%s", c.function, err, c.want)
			}
		}
	})
}

func TestUntypedKeepGoing(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p := b.pool(t, 2)
		args := []pool.List{cborList(t, 0, 1, 2, "x")}
		got, err := lookUp(t, "t.untyped.odd").MapAsync(t.Context(), p, args, pool.KeepGoing()).Get(patient(t))
		if want := cborList(t, "0", rawItem{0xf7}, "2", rawItem{0xf7}); string(got.Data) != string(want.Data) {
			t.Errorf("results %v, want %v", got, want)
		}
		if all, ok := err.(interface{ Unwrap() []error }); !ok || len(all.Unwrap()) != 2 {
			t.Errorf("error %v, want those of two tasks", err)
		}
		numbers, err := lookUp(t, "t.untyped.panic").MapAsync(t.Context(), p, []pool.List{int64s(2, 3, 4)}, pool.KeepGoing()).Get(patient(t))
		if want := int64s(2, 0, 4); err == nil || string(numbers.Data) != string(want.Data) {
			t.Errorf("%v, %v, want %v and an error", numbers, err, want)
		}
	})
}

func TestUntypedLookup(t *testing.T) {
	_, err := pool.Lookup("t.untyped.missing")
	if err == nil || !strings.HasPrefix(err.Error(), `pool: there is no function "t.untyped.missing"; the program has registered "`) {
		t.Error(err)
	}
	if !slices.Contains(pool.Functions(), "t.untyped.join") {
		t.Error("Functions lacks one")
	}
	for name, want := range map[string]string{"join": "[cbor int64] cbor", "half": "[float32] float64", "sum": "[cbor] cbor", "seven": "[int64] int8"} {
		f := lookUp(t, "t.untyped."+name)
		if got := fmt.Sprintf("%v %s", f.Params(), f.Result()); got != want {
			t.Errorf("%s takes and gives %s, want %s", name, got, want)
		}
	}
	if f := (pool.Untyped{}); f.MapAsync(t.Context(), newPool(t, pool.Options{Workers: 1}), nil).Wait(patient(t)) != nil {
		t.Error("the zero value's job does not end")
	}
}

var untypedState = pool.Func("t.untyped.state", func(s string) string { return s })

func TestUntypedInitializer(t *testing.T) {
	_ = untypedState
	for _, c := range []struct {
		arg  any
		want string
	}{
		{"fine", ""}, {5, "the argument is no string"},
	} {
		call, err := lookUp(t, "t.untyped.state").Bind(cborList(t, c.arg))
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range backends {
			p := newPool(t, pool.Options{Workers: 1, Backend: b.start(), Initializer: call})
			_, err = lookUp(t, "t.untyped.square").MapAsync(t.Context(), p, []pool.List{int64s(1)}).Get(patient(t))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%s: initializer of %v: %v, want %q", b.name, c.arg, err, c.want)
			}
		}
	}
}

func TestUntypedStream(t *testing.T) {
	for _, options := range [][]pool.CallOption{nil, {pool.ChunkSize(3)}, {pool.Retries(1), pool.TaskTimeout(patience)}} {
		eachBackend(t, func(t *testing.T, b backendCase) {
			p := b.pool(t, 2)
			s := lookUp(t, "t.untyped.odd").Stream(t.Context(), p, pool.FormCBOR, options...)
			const n = 500
			go func() {
				for i := range n / 5 {
					if err := s.Add(cborList(t, 10*i, 10*i+2, 10*i+3, 10*i+4, 10*i+6)); err != nil {
						t.Error(err)
					}
				}
				s.End()
			}()
			seen := map[int]bool{}
			for {
				outcomes, err := s.Next()
				if err != nil {
					t.Fatal(err)
				}
				if len(outcomes) == 0 {
					break
				}
				for _, o := range outcomes {
					count := max(o.Results.Count, 1)
					for i := range count {
						at := o.First + i
						if seen[at] || (o.Err != nil) != (at%5 == 2) || o.Err != nil && o.Err.Index != at {
							t.Errorf("item %d came as %+v", at, o)
						}
						seen[at] = true
					}
				}
			}
			if len(seen) != n {
				t.Errorf("%d outcomes of %d", len(seen), n)
			}
		})
	}
}

func TestUntypedStreamEnds(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p := b.pool(t, 1)
		f := lookUp(t, "t.untyped.square")
		empty := f.Stream(t.Context(), p, "int64")
		empty.End()
		canceled := f.Stream(t.Context(), p, "int64")
		if err := canceled.Add(int64s(1, 2)); err != nil {
			t.Error(err)
		}
		canceled.Cancel()
		ctx, cancel := context.WithCancel(t.Context())
		ended := f.Stream(ctx, p, "int64")
		cancel()
		refused := f.Stream(t.Context(), p, "float64")
		refused.End()
		mixed := f.Stream(t.Context(), p, "int64")
		if err := mixed.Add(cborList(t, 1)); err == nil {
			t.Error("a stream takes items of two forms")
		}
		mixed.End()
		for name, c := range map[string]struct {
			s    *pool.UntypedStream
			want error
		}{"empty": {empty, nil}, "canceled": {canceled, pool.ErrJobCanceled}, "ended": {ended, context.Canceled}, "mixed": {mixed, nil}} {
			var err error
			for more := true; more; {
				var outcomes []pool.Outcome
				outcomes, err = c.s.Next()
				more = len(outcomes) > 0
			}
			if !errors.Is(err, c.want) {
				t.Errorf("the %s stream ends with %v, want %v", name, err, c.want)
			}
		}
		if _, err := refused.Next(); err == nil {
			t.Error("a stream of the wrong form begins")
		}
		terminated := f.Stream(t.Context(), p, "int64")
		p.Terminate()
		if _, err := terminated.Next(); !errors.Is(err, pool.ErrTerminated) {
			t.Errorf("a stream of a terminated pool ends with %v", err)
		}
	})
}
