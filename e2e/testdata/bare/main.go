// Bare is a Go worker with nothing around it: it says that it is ready and echoes messages.
package main

import "syscall/js"

func main() {
	scope := js.Global()
	post := scope.Get("postMessage").Call("bind", scope)
	scope.Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		post.Invoke(args[0].Get("data"))
		return nil
	}))
	post.Invoke("ready")
	select {}
}
