package pool_test

import (
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"poolground/pool"
)

// Values that must cross to a worker and back as they are. Each type has a function of its own,
// registered by its row.

// A crossing sends a value through a worker and back, alone and among others.
type crossing struct {
	name string
	run  func(t *testing.T, p *pool.Pool)
}

var crossings []crossing

// same values cross and stay what they are, by eq.
func crosses[T any](name string, eq func(a, b T) bool, values ...T) bool {
	f := pool.Func("t.cross."+name, func(v T) T { return v })
	pairs := pool.Func2("t.cross2."+name, func(v T, n int) T { return v })
	crossings = append(crossings, crossing{name, func(t *testing.T, p *pool.Pool) {
		ctx := patient(t)
		got, err := pool.Map(ctx, p, f, values, pool.ChunkSize(2))
		check := func(how string, got []T, err error) {
			t.Helper()
			if err != nil {
				t.Errorf("%s: %v", how, err)
				return
			}
			for i := range values {
				if !eq(got[i], values[i]) {
					t.Errorf("%s: item %d came back as %.200s, was %.200s", how, i, fmt.Sprintf("%#v", got[i]), fmt.Sprintf("%#v", values[i]))
				}
			}
		}
		check("Map", got, err)
		got, err = pool.Starmap(ctx, p, pairs, pool.Zip(values, pool.Range(0, len(values))))
		check("Starmap", got, err)
		for i, v := range values {
			one, err := pool.Apply(ctx, p, pool.Partial(pairs, v), 1)
			if err != nil || !eq(one, values[i]) {
				t.Errorf("Partial: item %d: %v", i, err)
			}
		}
	}})
	return true
}

func deep[T any](a, b T) bool { return reflect.DeepEqual(a, b) }

func TestValuesCrossUnchanged(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p := b.pool(t, 2)
		for _, c := range crossings {
			t.Run(c.name, func(t *testing.T) { c.run(t, p) })
		}
	})
}

type (
	point struct{ X, Y float64 }
	mixed struct {
		A int8
		B float64
		C [3]uint16
		_ int32
	}
	nested struct {
		Name  string
		Inner *nested
		Kids  []nested
		Attrs map[string][]int
	}
	Base struct {
		ID   int
		Tags []string
	}
	embedding struct {
		Base
		*Extra
		Own string
	}
	Extra  struct{ More map[int]bool }
	tagged struct {
		Long  string `json:"l" cbor:"x"`
		JSON  int    `json:"renamed"`
		Out   int    `cbor:"-"`
		Short int    `cbor:"1,keyasint"`
	}
	asArray struct {
		_    struct{} `cbor:",toarray"`
		A, B string
	}
	named  string
	bits   []byte
	matrix [][]float64
	Inner  struct{ X int }
	Middle struct{ Inner }
	shadow struct {
		Middle
		X int `cbor:"outer"`
	}
)

func bitsEqual(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }

var _ = crosses("int", deep[int], 0, 1, -1, math.MaxInt64, math.MinInt64, math.MaxInt32+1) &&
	crosses("int64 in a struct", deep[struct{ N []int64 }], struct{ N []int64 }{[]int64{math.MaxInt64, math.MinInt64}}) &&
	crosses("int64 map", deep[map[int64]uint64], map[int64]uint64{math.MinInt64: math.MaxUint64, math.MaxInt64: 1 << 63}) &&
	crosses("uint64", deep[uint64], math.MaxUint64, 1<<63) &&
	crosses("uint8", deep[uint8], 0, 255) &&
	crosses("bool", deep[bool], true, false) &&
	crosses("float64", bitsEqual, math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), math.SmallestNonzeroFloat64,
		math.Float64frombits(0x7ff0000000000001), math.Float64frombits(0xfff8000000000123)) &&
	crosses("NaN in CBOR", func(a, b map[string]float64) bool { return len(a) == len(b) && bitsEqual(a["x"], b["x"]) },
		map[string]float64{"x": math.NaN()}, map[string]float64{"x": math.Float64frombits(0x7ff8000000000123)},
		map[string]float64{"x": math.Copysign(0, -1)}, map[string]float64{"x": math.Inf(-1)}, map[string]float64{"x": .1}) &&
	crosses("float32 NaN in CBOR", func(a, b map[string]float32) bool { return math.Float32bits(a["x"]) == math.Float32bits(b["x"]) },
		map[string]float32{"x": math.Float32frombits(0x7fc00123)}, map[string]float32{"x": .1}) &&
	crosses("complex128", deep[complex128], complex(1, -2)) &&
	crosses("complex128 slice", deep[[]complex128], []complex128{complex(1, -2)}, nil) &&
	crosses("string", deep[string], "", "a", "\xff\xfe invalid \x00", "日本", strings.Repeat("x", inParent(1<<20))) &&
	crosses("invalid UTF-8 in CBOR", deep[map[string][]string], map[string][]string{"\xff": {"\xc3\x28", "\x00"}}) &&
	crosses("named", deep[named], "", "n") &&
	crosses("bytes", deep[[]byte], nil, []byte{}, []byte("abc"), make([]byte, inParent(1<<20))) &&
	crosses("named bytes", deep[bits], nil, bits{}, bits{1, 2, 3}) &&
	crosses("bytes in CBOR", deep[[][]byte], nil, [][]byte{}, [][]byte{nil, {}, {1}}) &&
	crosses("int slice", deep[[]int], nil, []int{}, []int{1}, []int{1, 2, 3}, pool.Range(0, inParent(200_000))) &&
	crosses("float matrix", deep[matrix], nil, matrix{}, matrix{nil, {}, {1, 2}}) &&
	crosses("strings", deep[[]string], nil, []string{}, []string{"", "a"}, make([]string, inParent(140_000))) &&
	crosses("bools", deep[[]bool], nil, []bool{}, []bool{true, false}) &&
	crosses("array", deep[[3]int16], [3]int16{1, -2, 3}) &&
	crosses("empty array", deep[[0]int], [0]int{}) &&
	crosses("array of strings", deep[[2]string], [2]string{"a", "b"}) &&
	crosses("point", deep[point], point{1, -2}, point{}) &&
	crosses("points", deep[[]point], []point{{1, 2}, {3, 4}}, nil, []point{}) &&
	crosses("mixed", deep[mixed], mixed{A: -1, B: 2.5, C: [3]uint16{1, 2, 3}}) &&
	crosses("mixed slice", deep[[]mixed], []mixed{{A: 1}, {C: [3]uint16{9}}}) &&
	crosses("empty struct", deep[struct{}], struct{}{}, struct{}{}) &&
	crosses("slice of empty structs", deep[[]struct{}], nil, []struct{}{}, make([]struct{}, 3)) &&
	crosses("set", deep[map[string]struct{}], nil, map[string]struct{}{}, map[string]struct{}{"a": {}}) &&
	crosses("big map", deep[map[int]string], bigMap(inParent(140_000))) &&
	crosses("map in map", deep[map[string]map[point]int], map[string]map[point]int{"a": nil, "b": {}, "c": {point{1, 2}: 3}}) &&
	crosses("pointer", deep[*int], nil, new(int)) &&
	crosses("struct pointer", deep[*Base], nil, &Base{}, &Base{1, []string{}}) &&
	crosses("nested", deep[nested], nested{}, nested{Name: "a", Inner: &nested{Kids: []nested{{Name: "k"}, {}}}, Attrs: map[string][]int{"x": nil, "y": {}}}) &&
	crosses("deep list", deep[*nested], listOf(10), listOf(inParent(size(5000)))) &&
	crosses("embedding", deep[embedding], embedding{}, embedding{Base: Base{1, []string{"t"}}, Extra: &Extra{map[int]bool{1: true}}, Own: "o"}) &&
	crosses("tagged", deep[tagged], tagged{Long: "l", JSON: 3, Short: 4}) &&
	crosses("as array", deep[asArray], asArray{A: "a", B: "b"}) &&
	crosses("shadow", deep[shadow], shadow{Middle{Inner{1}}, 2}) &&
	crosses("duration", deep[time.Duration], time.Hour, -1)

// inParent is n, or 1 in a worker that is a program of its own, which needs to know the types but
// would pay for the values at its start.
func inParent(n int) int {
	if os.Getenv(workerMark) != "" {
		return 1
	}
	return n
}

const workerMark = "POOLGROUND_TEST_WORKER"

func bigMap(n int) map[int]string {
	m := make(map[int]string, n)
	for i := range n {
		m[i] = fmt.Sprint(i)
	}
	return m
}

func listOf(n int) *nested {
	var l *nested
	for i := range n {
		l = &nested{Name: fmt.Sprint(i), Inner: l}
	}
	return l
}

func sameTime(a, b time.Time) bool {
	_, offA := a.Zone()
	_, offB := b.Zone()
	return a.Equal(b) && offA == offB && a.IsZero() == b.IsZero()
}

var (
	when = time.Date(2026, 2, 28, 23, 59, 59, 123456789, time.FixedZone("", 5*3600+45*60))
	_    = crosses("time", sameTime, when, when.UTC(), time.Time{}, time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC), time.Date(1890, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 1, 1, 0, 0, 0, 5, time.FixedZone("", -11*3600-30*60)), time.Unix(0, 1))
	_ = crosses("time in a struct", func(a, b stamped) bool {
		return sameTime(a.At, b.At) && len(a.All) == len(b.All) && sameTime(a.All[0], b.All[0]) && (a.Maybe == nil) == (b.Maybe == nil)
	}, stamped{when, []time.Time{when.Add(1)}, nil}, stamped{time.Time{}, []time.Time{{}}, &when})
	_ = crosses("time with odd zone", sameTime, time.Date(1930, 1, 1, 0, 0, 0, 0, time.FixedZone("AMT", 19*60+32)))
	_ = crosses("time far away", sameTime, time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC))
)

type stamped struct {
	At    time.Time
	All   []time.Time
	Maybe *time.Time
}
