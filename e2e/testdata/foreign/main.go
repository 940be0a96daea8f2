// Foreign is a Go program that waits for messages and knows nothing of pools.
package main

import "syscall/js"

func main() {
	js.Global().Set("onmessage", js.FuncOf(func(js.Value, []js.Value) any { return nil }))
	select {}
}
