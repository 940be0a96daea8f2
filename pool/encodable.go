package pool

import (
	"encoding"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// isFixedSize says whether values of t are numbers, or arrays and structs of numbers, so that a
// copy of their memory is a copy of their value.
func isFixedSize(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return true
	case reflect.Array:
		return t.Len() > 0 && isFixedSize(t.Elem())
	case reflect.Struct:
		for f := range fields(t) {
			if !f.IsExported() && f.Name != "_" || !isFixedSize(f.Type) {
				return false
			}
		}
		return t.Size() > 0
	}
	return false
}

func fields(t reflect.Type) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	marshalers   = []reflect.Type{reflect.TypeFor[encoding.BinaryMarshaler](), reflect.TypeFor[cbor.Marshaler]()}
	unmarshalers = []reflect.Type{reflect.TypeFor[encoding.BinaryUnmarshaler](), reflect.TypeFor[cbor.Unmarshaler]()}
)

// encodesItself says whether t brings its own encoding, so that its fields do not matter.
func encodesItself(t reflect.Type) bool {
	if t == timeType {
		return true
	}
	for i := range marshalers {
		if reflect.PointerTo(t).Implements(marshalers[i]) && reflect.PointerTo(t).Implements(unmarshalers[i]) {
			return true
		}
	}
	return false
}

// checkEncodable says why values of t cannot cross to another program, or nil. It names the
// type and the way to the part that cannot.
func checkEncodable(t reflect.Type) error {
	c := typeCheck{root: t, seen: map[reflect.Type]bool{}}
	return c.check(t, t.String())
}

type typeCheck struct {
	root reflect.Type
	seen map[reflect.Type]bool
}

func (c *typeCheck) fail(path, why string, args ...any) error {
	why = fmt.Sprintf(why, args...)
	if path == c.root.String() {
		return fmt.Errorf("cannot encode %s: %s", c.root, why)
	}
	return fmt.Errorf("cannot encode %s: %s %s", c.root, path, why)
}

func (c *typeCheck) check(t reflect.Type, path string) error {
	if c.seen[t] || encodesItself(t) {
		return nil
	}
	c.seen[t] = true
	switch t.Kind() {
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return c.fail(path, "is a %s, which only means something in its own program, so send what a worker can make it from", t.Kind())
	case reflect.Interface:
		return c.fail(path, "is an interface (%s), use a concrete type", t)
	case reflect.Complex64, reflect.Complex128, reflect.Uintptr:
		return c.fail(path, "is a %s, which only crosses in a struct or slice of numbers alone", t.Kind())
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return c.check(t.Elem(), path)
	case reflect.Map:
		if err := c.check(t.Key(), path+" (key)"); err != nil {
			return err
		}
		return c.check(t.Elem(), path)
	case reflect.Struct:
		return c.checkStruct(t)
	}
	return nil
}

func (c *typeCheck) checkStruct(t reflect.Type) error {
	names := map[string]string{}
	for f := range fields(t) {
		path := t.String() + "." + f.Name
		if f.Name == "_" {
			continue
		}
		if !f.IsExported() {
			return c.fail(path, "is unexported: export it, or give the type MarshalBinary and UnmarshalBinary")
		}
		name, explicit := encodedName(f)
		if name == "-" {
			if explicit {
				continue
			}
			return c.fail(path, `would be left out because of its json tag: add cbor:"%s" to send it or cbor:"-" to leave it out`, f.Name)
		}
		if !f.Anonymous || name != f.Name || !isStruct(f.Type) {
			if other := names[name]; other != "" {
				return c.fail(path, "and %s would both be sent as %q: give one a cbor tag", other, name)
			}
			names[name] = path
		} else {
			if err := c.claimPromoted(f.Type, path, names, map[reflect.Type]bool{}); err != nil {
				return err
			}
		}
		if err := c.check(f.Type, path); err != nil {
			return err
		}
	}
	return nil
}

// claimPromoted refuses an embedded struct with a field, however deep, that another field of the
// same name hides: the encoding flattens embedded structs and would drop one without a word.
func (c *typeCheck) claimPromoted(t reflect.Type, path string, names map[string]string, above map[reflect.Type]bool) error {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || encodesItself(t) || above[t] {
		return nil
	}
	above[t] = true
	defer delete(above, t)
	for f := range fields(t) {
		name, _ := encodedName(f)
		if name == "-" || f.Name == "_" {
			continue
		}
		path := path + "." + f.Name
		if f.Anonymous && name == f.Name {
			if err := c.claimPromoted(f.Type, path, names, above); err != nil {
				return err
			}
			continue
		}
		if other := names[name]; other != "" {
			return c.fail(path, "and %s would both be sent as %q: give the embedded field a cbor tag", other, name)
		}
		names[name] = path
	}
	return nil
}

func isStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Struct || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct
}

// encodedName is the name a field is sent under: its cbor tag's, else its json tag's, else its
// own. explicit says that the cbor tag decided.
func encodedName(f reflect.StructField) (name string, explicit bool) {
	tag, explicit := f.Tag.Lookup("cbor")
	if !explicit {
		tag = f.Tag.Get("json")
	}
	if tag == "-" {
		return "-", explicit
	}
	if name, _, _ = strings.Cut(tag, ","); name != "" {
		return name, explicit
	}
	return f.Name, explicit
}

// reaches says whether a value of t can hold a time, or another value of a type that holds it.
func reaches(t reflect.Type, above map[reflect.Type]bool) bool {
	if above[t] || t == timeType {
		return true
	}
	if encodesItself(t) {
		return false
	}
	above[t] = true
	defer delete(above, t)
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return reaches(t.Elem(), above)
	case reflect.Map:
		return reaches(t.Key(), above) || reaches(t.Elem(), above)
	case reflect.Struct:
		for f := range fields(t) {
			if reaches(f.Type, above) {
				return true
			}
		}
	}
	return false
}

// maxDepth is how deep a recursive value may nest: half of the decoder's limit. Compiled to
// WebAssembly, Go's calls nest on the engine's stack, of which a browser gives about 1 MB.
var maxDepth = func() int {
	if runtime.GOARCH == "wasm" {
		return 1000
	}
	return 30_000
}()

// checkValue says where v leads back to itself, is too deep to encode, or holds a time that would
// come back as another.
func checkValue(v any) error {
	rv := reflect.ValueOf(v)
	if !rv.IsValid() {
		return nil
	}
	c := valueCheck{root: rv.Type(), above: map[visit]bool{}}
	return c.check(rv, rv.Type().String(), 0)
}

type visit struct {
	at uintptr
	t  reflect.Type
	n  int
}

type valueCheck struct {
	root  reflect.Type
	above map[visit]bool
}

func (c *valueCheck) check(v reflect.Value, path string, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("cannot encode %s: %s nests deeper than %d levels, send it flatter", c.root, path, maxDepth)
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice:
		if v.IsNil() || encodesItself(v.Type()) {
			return nil
		}
		at := visit{v.Pointer(), v.Type(), 0}
		if v.Kind() == reflect.Slice {
			at.n = v.Len()
		}
		if c.above[at] {
			return fmt.Errorf("cannot encode %s: %s leads back to itself, a cycle, so send indexes or names in place of pointers", c.root, path)
		}
		c.above[at] = true
		defer delete(c.above, at)
	}
	return c.checkInside(v, path, depth+1)
}

func (c *valueCheck) checkInside(v reflect.Value, path string, depth int) error {
	switch v.Kind() {
	case reflect.Pointer:
		return c.check(v.Elem(), path, depth)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if err := c.check(v.Index(i), path, depth); err != nil {
				return err
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if err := c.check(it.Value(), path, depth); err != nil {
				return err
			}
		}
	case reflect.Struct:
		if v.Type() == timeType && v.CanInterface() {
			return c.checkTime(v.Interface().(time.Time), path)
		}
		if encodesItself(v.Type()) {
			return nil
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if err := c.check(v.Field(i), v.Type().String()+"."+f.Name, depth); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkTime refuses what the RFC 3339 form of a time inside another value cannot tell.
func (c *valueCheck) checkTime(t time.Time, path string) error {
	if _, offset := t.Zone(); offset%60 != 0 {
		return fmt.Errorf("cannot encode %s: %s is in a zone %d s from UTC, which is no whole number of minutes: use t.UTC()", c.root, path, offset)
	}
	return nil
}
