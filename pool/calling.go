package pool

import "fmt"

// A calling is a registered function as jobs and chunks call it: with all its arguments from the
// tasks, or with one bound. It never changes once it is registered or bound, so that all share it.
type calling struct {
	name          string
	run           runner
	withCtx       bool // the function takes a context, and can fail
	noArg         bool // the argument is ignored: Func0's
	two           bool // it takes two arguments
	first, second kind
	result        kind

	bound    binding
	fixed    items     // the bound argument
	constant *constant // tells workers of it; nil where nothing is bound, and in workers
}

// A Call is a function with its argument, as Options.Initializer takes it. The zero value is
// no call.
type Call struct {
	name     string
	constant *constant
	batch    func() batch
}

func bindCall(c *calling, arg items) Call {
	if c == nil {
		panic(errZeroFunction)
	}
	return Call{c.name, c.constant, func() batch {
		return &list{fn: c, args: c.with(arg), results: c.result.make(1)}
	}}
}

// A binding says which argument of a function a job leaves fixed.
type binding uint8

const (
	bindNone binding = iota
	bindFirst
	bindSecond
	bindUntyped // no argument; the constant says how arguments come, see untyped.go
	bindings    // the number of bindings
)

// A constant is a Partial's fixed argument. It is encoded once, when a job first needs it in
// another process.
type constant struct {
	binding binding
	encode  func() ([]byte, error)
}

// bind is nil where c is.
func (c *calling) bind(which binding, value items) *calling {
	if c == nil {
		return nil
	}
	b := c.fix(which, value)
	k := *b.param(which)
	b.constant = &constant{which, func() ([]byte, error) { return k.encodeAll(value) }}
	return b
}

func (c *calling) fix(which binding, value items) *calling {
	b := *c
	value.stride = 0
	b.bound, b.fixed = which, value
	return &b
}

func (c *calling) params() []kind {
	if c.two {
		return []kind{c.first, c.second}
	}
	return []kind{c.first}
}

func (c *calling) param(which binding) *kind {
	if which == bindSecond {
		return &c.second
	}
	return &c.first
}

// bindData is bind in a worker, from what the constant encodes.
func (c *calling) bindData(which binding, data []byte) (*calling, error) {
	switch {
	case which == bindNone:
		return c, nil
	case which == bindUntyped:
		return c.untyped(string(data))
	case !c.two:
		return nil, fmt.Errorf("function %q takes one argument, none of which can be bound", c.name)
	}
	value, err := c.param(which).decodeOne(data)
	if err != nil {
		return nil, err
	}
	return c.fix(which, value), nil
}

// bindFunction is how a worker finds what a job calls.
func bindFunction(name string, which binding, data []byte) (*calling, error) {
	c, err := lookup(name)
	if err != nil {
		return nil, err
	}
	return c.bindData(which, data)
}

// with adds the bound argument to those that come with tasks, where the tasks bring one.
func (c *calling) with(own items) arguments {
	switch {
	case c == nil || c.bound == bindNone:
		return arguments{a: own}
	case c.bound == bindFirst:
		return arguments{c.fixed, own}
	default:
		return arguments{own, c.fixed}
	}
}

// quick says that a task may take nanoseconds: see batch.
func (c *calling) quick() bool { return !c.withCtx && c.result.codec.raw() }

// own says which arguments come with the tasks.
func (c *calling) own() (first, second bool) {
	return c.bound != bindFirst, c.two && c.bound != bindSecond
}

// ownKind is of the arguments that come with the tasks, or of the first ones of pairs.
func (c *calling) ownKind() *kind {
	if c.bound == bindFirst {
		return &c.second
	}
	return &c.first
}

// encode appends the arguments that come with the tasks. It returns how many tasks' it could:
// fewer only with the error of the next.
func (c *calling) encode(w *writer, args arguments) (int, error) {
	switch first, second := c.own(); {
	case !second:
		return c.first.codec.encode(w, args.a)
	case !first:
		return c.second.codec.encode(w, args.b)
	}
	return encodePairs(w, c.first.codec, c.second.codec, args)
}

func (c *calling) decode(data []byte, n int) (arguments, []itemError, error) {
	first, second := c.own()
	if first && second {
		return decodePairs(c.first, c.second, data, n)
	}
	own, bad, err := c.ownKind().decode(data, n)
	return c.with(own), bad, err
}

// load makes, in a worker, the batch of a chunk from its encoded arguments.
func (c *calling) load(payload []byte, count int) (batch, error) {
	args, bad, err := c.decode(payload, count)
	if err != nil {
		return nil, err
	}
	l := &list{fn: c, args: args, bad: bad, results: c.resultsIn(args)}
	if l.results.n == 0 {
		l.results = c.result.make(count)
	}
	return l, nil
}

// resultsIn returns memory for results that is the arguments' own, where both are numbers of one
// size: a result is stored after its argument was read, and half the memory is touched. There is
// none where that cannot be.
func (c *calling) resultsIn(args arguments) items {
	k, own := c.ownKind(), args.a
	if c.bound == bindFirst {
		own = args.b
	}
	if k.isRaw() && c.result.isRaw() && k.size == c.result.size && uintptr(own.base)%c.result.align == 0 {
		return own
	}
	return items{}
}
