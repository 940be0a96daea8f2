package pool

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strconv"
)

// An Untyped is a registered function for a caller that knows no Go types: a JavaScript page, say.
// Arguments and results are Lists of bytes, which the workers decode and encode, many at once; the
// parent only cuts them into chunks. Get one from Lookup. It may be used by any number of pools
// and goroutines at once.
type Untyped struct {
	fn *calling
}

// A Form says how the values of a List stand in its bytes.
//
// FormCBOR is for all values. Any other is the name of a type of numbers of fixed size (float64,
// int32, uint8 ...): their memory, little-endian. An int or uint is of the form of its size.
type Form string

// FormCBOR is for each value its length in 4 bytes, little-endian, then its CBOR. A slice of
// numbers may be, and as a result is, a typed array of RFC 8746 that begins with the bytes D9 00
// (the tag in two bytes), its tag's number, and 5B (a length in eight bytes), so that what follows
// can be used in place.
const FormCBOR Form = "cbor"

// A List is values of one form. Its bytes must not change while a job may read them.
type List struct {
	Form  Form
	Count int
	Data  []byte
}

// Functions returns the names of all registered functions, sorted.
func Functions() []string {
	registryMu.RLock()
	defer registryMu.RUnlock()
	names := make([]string, 0, len(registry))
	for name := range registry {
		names = append(names, name)
		// Package slices' sort would make every browser program 20 kB larger.
		for i := len(names) - 1; i > 0 && names[i] < names[i-1]; i-- {
			names[i], names[i-1] = names[i-1], names[i]
		}
	}
	return names
}

// Lookup finds a registered function by its name.
func Lookup(name string) (Untyped, error) {
	c, err := lookup(name)
	if err != nil {
		return Untyped{}, fmt.Errorf("pool: there is no function %q; the program has registered %s", name, quoted(Functions()))
	}
	return Untyped{c}, nil
}

func quoted(names []string) string {
	const most = 20
	list := "none"
	for i, n := range names {
		switch {
		case i == 0:
			list = strconv.Quote(n)
		case i < most:
			list += ", " + strconv.Quote(n)
		default:
			return list + ", ..."
		}
	}
	return list
}

// Params returns for each parameter the form that costs least.
func (u Untyped) Params() []Form {
	var forms []Form
	for _, k := range u.fn.params() {
		forms = append(forms, formOf(typeOf(k)))
	}
	return forms
}

// Result returns the form of the results.
func (u Untyped) Result() Form { return formOf(typeOf(u.fn.result)) }

// MapAsync calls the function on the items of a list, or on the pairs of items of two lists where
// it takes two arguments, as MapAsync and StarmapAsync do. With KeepGoing the results of tasks that
// failed are zeros, and undefined in CBOR.
func (u Untyped) MapAsync(ctx context.Context, p *Pool, args []List, opts ...CallOption) *AsyncResult[List] {
	c := &untypedCall{}
	j := &c.job
	j.belongTo(p, &c.result.outcome)
	j.result = c
	batch, err := u.newBatch(args)
	if u.fn == nil {
		j.prepare(ctx, "", nil, opts)
	} else {
		j.prepare(ctx, u.fn.name, u.constant(args), opts)
	}
	if err != nil && j.err == nil {
		j.err = err
	}
	if err == nil {
		c.batch = batch
		j.batch, j.total = batch, batch.count
		j.chooseChunkSize(batch.count)
	}
	j.submitAsync()
	return &c.result
}

// An untypedCall is MapAsync's.
type untypedCall struct {
	job    job
	batch  *untypedBatch
	result AsyncResult[List]
}

func (c *untypedCall) finish(err error) {
	if c.job.gave(err) {
		c.result.value = c.batch.list(0, c.batch.count)
	}
	c.result.finish(err)
}

// Bind makes a Call of the function and the one argument in a list, for Options.Initializer.
func (u Untyped) Bind(arg List) (Call, error) {
	b, err := u.newBatch([]List{arg})
	if err != nil {
		return Call{}, err
	}
	if arg.Count != 1 {
		return Call{}, fmt.Errorf("pool: %d arguments for one call of function %q", arg.Count, u.fn.name)
	}
	return Call{u.fn.name, u.constant([]List{arg}), func() batch { return b.detached(0, 1) }}, nil
}

// constant tells workers in which forms arguments come.
func (u Untyped) constant(args []List) *constant {
	return &constant{bindUntyped, func() ([]byte, error) {
		var forms []byte
		for i, a := range args {
			if i > 0 {
				forms = append(forms, ' ')
			}
			forms = append(forms, a.Form...)
		}
		return forms, nil
	}}
}

func (u Untyped) check(args []List) error {
	if u.fn == nil {
		return errors.New("pool: the function is a zero value, get it from pool.Lookup")
	}
	params := u.fn.params()
	if len(args) != len(params) {
		takes := "one argument a task: map over a list of them"
		if u.fn.two {
			takes = "two arguments a task: starmap over a list of pairs"
		}
		return fmt.Errorf("pool: function %q takes %s", u.fn.name, takes)
	}
	for i, a := range args {
		t := typeOf(params[i])
		if a.Form != FormCBOR && a.Form != formOf(t) {
			return fmt.Errorf("pool: function %q takes %s, which do not come in the form %q", u.fn.name, t, a.Form)
		}
		if a.Count != args[0].Count {
			return fmt.Errorf("pool: %d first arguments and %d second ones for function %q", args[0].Count, a.Count, u.fn.name)
		}
	}
	return nil
}

// formOf is the form of values of type t that costs least.
func formOf(t reflect.Type) Form {
	switch k := t.Kind(); k {
	case reflect.Int, reflect.Uint:
		return Form(fmt.Sprintf("%s%d", k, 8*t.Size()))
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		if !encodesItself(t) {
			return Form(k.String())
		}
	}
	return FormCBOR
}

// sizeOf is the size of a value of a form of numbers; 0 for FormCBOR.
func sizeOf(f Form) int {
	switch f {
	case "int8", "uint8":
		return 1
	case "int16", "uint16":
		return 2
	case "int32", "uint32", "float32":
		return 4
	case "int64", "uint64", "float64":
		return 8
	}
	return 0
}
