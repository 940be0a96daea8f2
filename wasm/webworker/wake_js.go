package webworker

// The shell calls wake directly: a call through js.FuncOf costs several times as much, and each
// frame pays it. It must neither block nor allocate. A goroutine that parks inside an export may
// be continued by a later call from JavaScript, and then returns to the wrong caller; and
// allocating may start a collection, which parks. So it only makes a goroutine ready, which runs
// when the shell resumes the program.

// wake makes the goroutine ready that waits for a link, a turn or a time.
//
//lint:ignore U1000 the shell calls it
//go:wasmexport poolground_wake
func wake(id int32) {
	switch id {
	case turnLink:
		tell(turns)
		return
	case laterLink:
		tell(laters)
		return
	}
	linksMu.Lock()
	l := links[id]
	linksMu.Unlock()
	if l != nil {
		l.signal()
	}
}
