package pool

// A flag is set by one goroutine and looked at by others after each task. There is one thread, and
// the functions of sync/atomic are calls here, which take as long as a small task.
type flag struct{ set bool }

func (f *flag) Load() bool   { return f.set }
func (f *flag) Store(v bool) { f.set = v }

const interruptible = false
