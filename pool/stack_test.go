package pool_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"poolground/pool"
)

// A stack begins with the line of the program that panicked, whatever the runtime put above it.

// next is the line below the call that noted it.
var next atomic.Value

func nextLine() {
	_, file, line, _ := runtime.Caller(1)
	next.Store(fmt.Sprintf("%s:%d", file, line+1))
}

var one, zero = 1, 0

// breakages panic in the line below nextLine.
var breakages = map[string]func(){
	"division": func() {
		nextLine()
		one /= zero
	},
	"unhashable": func() {
		m := map[any]int{}
		nextLine()
		m[[]int{}] = one
	},
	"lookup of the unhashable": func() {
		m := map[any]int{1: 1}
		nextLine()
		one = m[any([]int{})]
	},
	"comparison": func() {
		a, b := any([]int{}), any([]int{})
		nextLine()
		fmt.Print(a == b)
	},
	"assertion": func() {
		v := any("text")
		nextLine()
		one = v.(int)
	},
	"closed channel": func() {
		c := make(chan int)
		close(c)
		nextLine()
		close(c)
	},
	"negative length": func() {
		nextLine()
		_ = make([]int, zero-one)
	},
	"slice to array": func() {
		s := []int{1}
		nextLine()
		_ = [2]int(s)
	},
	"nil function": func() {
		var f func()
		nextLine()
		f()
	},
	"deferred": func() {
		defer func() {
			nextLine()
			panic("deferred")
		}()
		_ = one
	},
	"after a recovery": func() {
		func() {
			defer func() { _ = recover() }()
			panic("recovered")
		}()
		nextLine()
		panic("later")
	},
}

var breaksInLine = pool.Func("t.breaksInLine", func(how string) int {
	breakages[how]()
	return 0
})

func TestTheStackBeginsWithTheProgramsLine(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 1), patient(t)
		for how := range breakages {
			_, err := pool.Apply(ctx, p, breaksInLine, how)
			wantFirstLine(t, how, err, "", next.Load().(string))
		}
	})
}

func wantFirstLine(t *testing.T, how string, err error, function, at string) {
	t.Helper()
	var e *pool.TaskError
	if !errors.As(err, &e) {
		t.Errorf("%s: error %v", how, err)
		return
	}
	lines := append(strings.Split(e.Stack, "\n"), "", "")
	if !strings.HasPrefix(lines[0], "poolground/pool_test."+function) || !strings.Contains(lines[1], at) {
		t.Errorf("%s: the stack does not begin at %s %s:\n%s", how, function, at, e.Stack)
	}
	if strings.Contains(e.Stack, "poolground/pool.") {
		t.Errorf("%s: the stack shows the pool's own frames:\n%s", how, e.Stack)
	}
}

// A brittle value panics where it is encoded or decoded, as it says.
type brittle struct{ How string }

func (b brittle) MarshalBinary() ([]byte, error) {
	if b.How == "encode" {
		panic("brittle")
	}
	return []byte(b.How), nil
}

func (b *brittle) UnmarshalBinary(text []byte) error {
	if b.How = string(text); b.How == "decode" {
		panic("brittle")
	}
	return nil
}

var passes = pool.Func("t.passes", func(b brittle) brittle { return brittle{strings.TrimPrefix(b.How, "result ")} })

// A panic of a value's own marshaler has a stack too, in the worker and in the parent.
func TestAMarshalersPanicHasAStack(t *testing.T) {
	eachInProcess(t, func(t *testing.T, b backendCase) {
		if !b.encodes {
			return
		}
		p, ctx := b.pool(t, 1), patient(t)
		for how, function := range map[string]string{
			"encode": "brittle.MarshalBinary", "decode": "(*brittle).UnmarshalBinary",
			"result encode": "brittle.MarshalBinary", "result decode": "(*brittle).UnmarshalBinary",
		} {
			_, err := pool.Map(ctx, p, passes, []brittle{{"fine"}, {how}})
			wantTaskError(t, err, "t.passes", 1, "cannot "+strings.TrimPrefix(how, "result ")+" pool_test.brittle: panic: brittle")
			wantFirstLine(t, how, err, function, "stack_test.go:")
		}
	})
}

var errTree = fmt.Errorf("read: %w", errors.Join(errKnown, fmt.Errorf("then: %w", &pointerError{"b"}), codeError{4, nil}))

var panicsWithTree = pool.FuncE("t.panicsWithTree", func(_ context.Context, panics bool) (int, error) {
	if panics {
		panic(errTree)
	}
	return 0, errTree
})

// branches is the text of an error's tree, a node a line.
func branches(err error, indent string) string {
	text := indent + strings.ReplaceAll(err.Error(), "\n", "|") + "\n"
	var children []error
	switch u := err.(type) {
	case interface{ Unwrap() []error }:
		children = u.Unwrap()
	case interface{ Unwrap() error }:
		children = []error{u.Unwrap()}
	}
	for _, c := range children {
		if c != nil {
			text += branches(c, indent+" ")
		}
	}
	return text
}

// The tree of an error that was returned, or panicked with, crosses as it is.
func TestTheTreeOfAnErrorCrosses(t *testing.T) {
	eachBackend(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, 1), patient(t)
		for panics, want := range map[bool]string{
			false: branches(errTree, ""),
			true:  "panic: " + strings.ReplaceAll(errTree.Error(), "\n", "|") + "\n" + branches(errTree, " "),
		} {
			_, err := pool.Apply(ctx, p, panicsWithTree, panics)
			var e *pool.TaskError
			var at *pointerError
			var code codeError
			if !errors.As(err, &e) || !errors.Is(err, errKnown) || !errors.As(err, &at) || at.Where != "b" || !errors.As(err, &code) || code.Code != 4 {
				t.Fatal(err)
			}
			if got := branches(e.Err, ""); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		}
		_, err := pool.Map(ctx, p, panicsWithTree, []bool{false, true}, pool.KeepGoing())
		if all := joined(err); len(all) != 2 || !errors.Is(all[0], errKnown) || !errors.Is(all[1], errKnown) {
			t.Error(err)
		}
	})
}
