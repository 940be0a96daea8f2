// Command confined tries to get out of its worker, and out of its pool's, and prints how far it came.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall/js"

	"poolground/pool"
	_ "poolground/wasm/webworker"
)

var (
	global  = js.Global()
	attacks = pool.Func("attacks", attack)
)

// places are where a program wants to get to: another host, and the site's own folder.
type places struct{ Elsewhere, Site string }

func main() {
	pool.ServeIfWorker()
	to := places{os.Args[1], os.Args[2]}
	if kind, forged := strings.CutPrefix(to.Elsewhere, "forge="); forged {
		forge(kind)
	}
	fmt.Print("parent:\n", attack(to))
	found := spyOnWorkers()
	p, err := pool.New(context.Background(), pool.Options{Workers: 1})
	if err != nil {
		panic(err)
	}
	got, err := pool.Apply(context.Background(), p, attacks, to)
	fmt.Print("worker:\n", got)
	fmt.Println(err)
	fmt.Println("a worker's constructor:", found["worker"].Get("constructor").Get("name"))
	_, err = try(func() js.Value { return global.Get("poolground").Call("start", 0, to.Elsewhere+"/worker.js") })
	fmt.Println("another script:", err)
}

// attack returns what became of each attempt, a line each.
func attack(to places) string {
	var b strings.Builder
	for _, name := range []string{
		"window", "document", "parent", "top", "opener", "localStorage", "XMLHttpRequest", "WebSocket", "WebSocketStream",
		"EventSource", "WebTransport", "RTCPeerConnection", "importScripts", "indexedDB", "caches", "cookieStore", "BroadcastChannel",
		"Worker", "SharedWorker", "ServiceWorkerRegistration", "Notification", "webkitRequestFileSystemSync", "StorageManager", "LockManager",
	} {
		if !global.Get(name).IsUndefined() || inherits(global, name) {
			fmt.Fprintln(&b, name, "is there")
		}
	}
	navigator := global.Get("navigator")
	for _, name := range []string{"storage", "locks", "serviceWorker", "storageBuckets", "permissions", "sendBeacon", "gpu", "usb"} {
		if !navigator.Get(name).IsUndefined() || inherits(navigator, name) {
			fmt.Fprintln(&b, "navigator", name, "is there")
		}
	}
	report := func(name string, attempt func() js.Value) {
		v, err := try(attempt)
		if err != nil {
			fmt.Fprintf(&b, "%s: %s\n", name, strings.SplitN(err.Error(), ":", 2)[0])
		} else {
			fmt.Fprintf(&b, "%s: %s\n", name, global.Call("String", v))
		}
	}
	report("fetch elsewhere", func() js.Value { return global.Call("fetch", to.Elsewhere) })
	report("fetch elsewhere blindly", func() js.Value { return global.Call("fetch", to.Elsewhere, map[string]any{"mode": "no-cors"}) })
	report("fetch by redirection", func() js.Value { return global.Call("fetch", to.Site+"elsewhere") })
	report("fetch beside the site", func() js.Value { return global.Call("fetch", to.Site+"../beside") })
	report("fetch from the site", func() js.Value {
		response, err := try(func() js.Value { return global.Call("fetch", to.Site+"programs.json") })
		if err != nil {
			panic(err)
		}
		return response.Get("status")
	})
	report("eval", func() js.Value { return global.Call("eval", "1") })
	report("Function", func() js.Value { return global.Get("Function").New("return 1").Invoke() })
	report("a text for setTimeout", func() js.Value {
		global.Call("setTimeout", "globalThis.escaped = true")
		return global.Get("Promise").New(js.FuncOf(func(_ js.Value, args []js.Value) any {
			global.Call("setTimeout", js.FuncOf(func(js.Value, []js.Value) any { return args[0].Invoke(global.Get("escaped")) }), 10)
			return nil
		}))
	})
	report("a blob's URL", func() js.Value { return global.Get("URL").Call("createObjectURL", global.Get("Blob").New()) })
	// A program may say it is elsewhere, but its workers come from where it came from.
	report("a lie", func() js.Value {
		lie := map[string]any{"get": js.FuncOf(func(js.Value, []js.Value) any { return to.Site + "poolground.js" })}
		global.Get("Object").Call("defineProperty", global.Get("WorkerLocation").Get("prototype"), "href", lie)
		return js.ValueOf("told")
	})
	return b.String()
}

// inherits says whether an object or one of its prototypes has a property.
func inherits(object js.Value, name string) bool {
	return global.Get("Reflect").Call("has", object, name).Bool()
}

// try returns what an attempt gives, or what the promise that it gives is resolved with.
func try(attempt func() js.Value) (v js.Value, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = fmt.Errorf("%v", thrown)
			if thrown, ok := thrown.(js.Error); ok {
				err = fmt.Errorf("%s: %s", thrown.Get("name"), thrown.Get("message"))
			}
		}
	}()
	v = attempt()
	if v.Type() != js.TypeObject || v.Get("then").IsUndefined() {
		return v, nil
	}
	type settled struct {
		value js.Value
		ok    bool
	}
	done := make(chan settled, 1)
	v.Call("then",
		js.FuncOf(func(_ js.Value, args []js.Value) any { done <- settled{args[0], true}; return nil }),
		js.FuncOf(func(_ js.Value, args []js.Value) any { done <- settled{args[0], false}; return nil }))
	s := <-done
	if !s.ok {
		return s.value, fmt.Errorf("%s: %s", s.value.Get("name"), s.value.Get("message"))
	}
	return s.value, nil
}

// spyOnWorkers catches the workers that the shell makes, by the messages that it takes from them.
func spyOnWorkers() map[string]js.Value {
	found := map[string]js.Value{}
	prototype := global.Get("MessageEvent").Get("prototype")
	data := global.Get("Object").Call("getOwnPropertyDescriptor", prototype, "data").Get("get")
	spy := js.FuncOf(func(this js.Value, _ []js.Value) any {
		if target := this.Get("target"); !target.Get("terminate").IsUndefined() {
			found["worker"] = target
		}
		return data.Call("call", this)
	})
	global.Get("Object").Call("defineProperty", prototype, "data", map[string]any{"get": spy})
	return found
}

// forge sends the page what a shell would not.
func forge(kind string) {
	buffer := func(n int) js.Value { return global.Get("ArrayBuffer").New(n) }
	global.Call("postMessage", map[string]any{
		"null":      nil,
		"number":    1,
		"kind":      map[string]any{"kind": "open"},
		"text":      map[string]any{"kind": "output", "stream": 1, "text": 1},
		"stream":    map[string]any{"kind": "output", "stream": 3, "text": "x"},
		"events":    map[string]any{"kind": "events", "batch": "x"},
		"cut short": map[string]any{"kind": "events", "batch": buffer(5)},
	}[kind])
	select {}
}
