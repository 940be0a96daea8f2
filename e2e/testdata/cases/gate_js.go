package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall/js"

	"poolground/pool"
)

// A gate holds tasks in their workers until the parent opens it, and tells the parent who has come.
// The workers share no memory with it: they talk on a channel of the browser's.
type gate struct {
	id      int
	channel js.Value
	listen  js.Func
	opened  bool
	entered chan int // who waits
	left    chan int // whose context ended while it waited
}

const gateChannel = "gate"

var gates int

// newGate makes a gate, which the caller closes.
func newGate() *gate {
	gates++
	g := &gate{id: gates, channel: js.Global().Get("BroadcastChannel").New(gateChannel),
		entered: make(chan int, 1024), left: make(chan int, 1024)}
	g.listen = js.FuncOf(func(_ js.Value, args []js.Value) any {
		data := args[0].Get("data")
		if data.Type() != js.TypeObject || data.Get("gate").Int() != g.id {
			return nil
		}
		switch n := data.Get("n").Int(); data.Get("says").String() {
		case "entered":
			g.entered <- n
			if g.opened {
				g.open()
			}
		case "left":
			g.left <- n
		}
		return nil
	})
	g.channel.Set("onmessage", g.listen)
	return g
}

func say(channel js.Value, gate, n int, what string) {
	channel.Call("postMessage", map[string]any{"gate": gate, "n": n, "says": what})
}

// open lets through who waits and who comes.
func (g *gate) open() {
	g.opened = true
	say(g.channel, g.id, -1, "open")
}

// close opens the gate, and ends its channel.
func (g *gate) close() {
	g.open()
	g.channel.Call("close")
	g.listen.Release()
}

// A held is the argument of a task that waits at a gate.
type held struct {
	Gate, N int
	Then    string // what it does then, instead of returning its square
}

func (g *gate) at(n int) held { return held{Gate: g.id, N: n} }

func (g *gate) then(n int, what string) held { return held{g.id, n, what} }

var errHeld = fmt.Errorf("held: %w", errOdd)

const largeError = 4 << 20

var holds = pool.FuncE("holds", func(ctx context.Context, h held) (int, error) {
	if err := h.wait(ctx); err != nil {
		return 0, err
	}
	switch h.Then {
	case "exit":
		os.Exit(3)
	case "fail":
		return 0, errHeld
	case "fail large":
		return 0, fmt.Errorf("%w %s", errHeld, strings.Repeat("x", largeError))
	}
	return h.N * h.N, nil
})

// wait waits until the gate is open or the task's context has ended.
func (h held) wait(ctx context.Context) error {
	channel, opened := js.Global().Get("BroadcastChannel").New(gateChannel), make(chan struct{}, 1)
	listen := js.FuncOf(func(_ js.Value, args []js.Value) any {
		if data := args[0].Get("data"); data.Get("gate").Int() == h.Gate && data.Get("says").String() == "open" {
			select {
			case opened <- struct{}{}:
			default:
			}
		}
		return nil
	})
	defer listen.Release()
	defer channel.Call("close")
	channel.Set("onmessage", listen)
	say(channel, h.Gate, h.N, "entered")
	select {
	case <-opened:
		return nil
	case <-ctx.Done():
		say(channel, h.Gate, h.N, "left")
		return ctx.Err()
	}
}
