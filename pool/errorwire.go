package pool

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
)

// An error crosses to the parent as a tree: its text, what it is known by there, and the errors
// that it wraps. A node that is a registered sentinel, or of a registered type, becomes that
// again; any other keeps its text.

const (
	nodePlain    = iota // text only
	nodeSentinel        // name of the sentinel
	nodeTyped           // name of the type, its value as CBOR
)

// maxErrorNodes bounds the tree of an error that crosses: what is beyond it is left out.
const maxErrorNodes = 1000

type errorType struct {
	name   string
	encode func(error) ([]byte, error)
	decode func([]byte) (error, error)
}

var (
	errorsMu      sync.RWMutex
	sentinels     = map[string]error{}            // by name; guarded by errorsMu
	sentinelNames = map[error]string{}            // guarded by errorsMu
	errorTypes    = map[string]*errorType{}       // by name; guarded by errorsMu
	errorTypeOf   = map[reflect.Type]*errorType{} // guarded by errorsMu
)

func init() {
	for name, err := range map[string]error{
		"pool.ErrClosed": ErrClosed, "pool.ErrTerminated": ErrTerminated, "pool.ErrNotClosed": ErrNotClosed,
		"pool.ErrNotReady": ErrNotReady, "pool.ErrWorkerDied": ErrWorkerDied, "pool.ErrTaskTimeout": ErrTaskTimeout,
		"pool.ErrNested": ErrNested, "pool.ErrJobCanceled": ErrJobCanceled,
		"context.Canceled": context.Canceled, "context.DeadlineExceeded": context.DeadlineExceeded,
	} {
		RegisterError(name, err)
	}
}

// RegisterError makes errors.Is(err, sentinel) hold in the parent for an error that a worker
// returned, however it was wrapped. Call it in init, so that parent and workers both do. It panics
// if the name is empty or taken, or if the sentinel cannot be compared.
func RegisterError(name string, sentinel error) {
	if name == "" || sentinel == nil || !reflect.TypeOf(sentinel).Comparable() {
		panic(fmt.Sprintf("pool: RegisterError(%q): want a name and a comparable error", name))
	}
	errorsMu.Lock()
	defer errorsMu.Unlock()
	if sentinels[name] != nil {
		panic(fmt.Sprintf("pool: error %q is registered twice, give one another name", name))
	}
	sentinels[name], sentinelNames[sentinel] = sentinel, name
}

// ErrorName returns the name that an error was registered under by RegisterError or, as one of its
// type, by RegisterErrorType: "" for any other. This package's own are registered as pool.ErrClosed
// and so on. It does not unwrap.
func ErrorName(err error) string {
	_, name, _ := describeError(err)
	return name
}

// RegisterErrorType makes errors.As find a T in the parent in an error that a worker returned.
// Call it in init. It panics if the name is empty or taken, or if a T cannot be encoded: its
// unexported fields would be lost.
func RegisterErrorType[T error](name string) {
	k := kindOf((*[]T)(nil))
	t := typeOf(k)
	if name == "" || t.Kind() == reflect.Interface {
		panic(fmt.Sprintf("pool: RegisterErrorType[%s](%q): want a name and a concrete type", t, name))
	}
	if err := checkEncodable(t); err != nil {
		panic(fmt.Sprintf("pool: RegisterErrorType[%s](%q): %v", t, name, err))
	}
	errorsMu.Lock()
	defer errorsMu.Unlock()
	if errorTypes[name] != nil {
		panic(fmt.Sprintf("pool: error type %q is registered twice, give one another name", name))
	}
	e := &errorType{
		name:   name,
		encode: func(err error) ([]byte, error) { return k.encodeAll(itemsOf([]T{err.(T)})) },
		decode: func(b []byte) (error, error) {
			v, err := k.decodeOne(b)
			if err != nil {
				return nil, err
			}
			return *(*T)(v.base), nil
		},
	}
	errorTypes[name], errorTypeOf[t] = e, e
}

// A remoteError is an error that came from a worker, with what it wrapped there.
type remoteError struct {
	text    string
	wrapped []error
}

func (e *remoteError) Error() string   { return e.text }
func (e *remoteError) Unwrap() []error { return e.wrapped }

// writeError appends a task's error: its stack, then its tree in depth-first order.
func writeError(w *writer, err error) {
	stack := ""
	if p, ok := err.(*panicError); ok {
		stack = p.stack
	}
	w.string(stack)
	left := maxErrorNodes
	writeNode(w, err, &left)
}

func writeNode(w *writer, err error, left *int) {
	*left--
	kind, name, value := describeError(err)
	w.u32(uint32(kind))
	count := len(w.buf)
	w.u32(0)
	w.string(name)
	w.bytes(value)
	w.string(textOf(err))
	if kind == nodeSentinel {
		return
	}
	written := 0
	for _, c := range childrenOf(err) {
		if *left <= 0 {
			break
		}
		writeNode(w, c, left)
		written++
	}
	w.setU32(count, uint32(written))
}

func describeError(err error) (kind int, name string, value []byte) {
	if err == nil {
		return nodePlain, "", nil
	}
	errorsMu.RLock()
	defer errorsMu.RUnlock()
	t := reflect.TypeOf(err)
	if t.Comparable() && reflect.ValueOf(err).Comparable() {
		if name := sentinelNames[err]; name != "" {
			return nodeSentinel, name, nil
		}
	}
	if e := errorTypeOf[t]; e != nil {
		if value, encodeErr := e.encode(err); encodeErr == nil {
			return nodeTyped, e.name, value
		}
	}
	return nodePlain, "", nil
}

func childrenOf(err error) []error {
	var all []error
	switch u := err.(type) {
	case interface{ Unwrap() error }:
		all = []error{u.Unwrap()}
	case interface{ Unwrap() []error }:
		all = u.Unwrap()
	}
	var children []error
	for _, c := range all {
		if c != nil {
			children = append(children, c)
		}
	}
	return children
}

// textOf is err.Error(), even where that panics.
func textOf(err error) (text string) {
	defer func() {
		if v := recover(); v != nil {
			text = fmt.Sprintf("%T, whose Error method panicked: %v", err, v)
		}
	}()
	return err.Error()
}

func readError(r *reader) (stack string, err error) {
	stack = r.string()
	left := maxErrorNodes
	err = readNode(r, &left)
	return stack, err
}

func readNode(r *reader, left *int) error {
	*left--
	kind, count := r.u32(), r.u32()
	name, value, text := r.string(), r.field(), r.string()
	if r.err == nil && (*left < 0 || count > maxErrorNodes) {
		r.err = fmt.Errorf("an error of more than %d errors", maxErrorNodes)
	}
	if r.err != nil {
		return r.err
	}
	var wrapped []error
	for range count {
		if child := readNode(r, left); r.err == nil {
			wrapped = append(wrapped, child)
		}
	}
	known := knownError(kind, name, value)
	switch {
	case known != nil && textOf(known) == text && (len(wrapped) == 0 || len(childrenOf(known)) > 0):
		return known
	case known != nil:
		return &remoteError{text, append([]error{known}, wrapped...)}
	case len(wrapped) > 0:
		return &remoteError{text, wrapped}
	}
	return errors.New(text)
}

func knownError(kind uint32, name string, value []byte) error {
	errorsMu.RLock()
	defer errorsMu.RUnlock()
	switch kind {
	case nodeSentinel:
		return sentinels[name]
	case nodeTyped:
		if e := errorTypes[name]; e != nil {
			if err, decodeErr := e.decode(value); decodeErr == nil {
				return err
			}
		}
	}
	return nil
}
