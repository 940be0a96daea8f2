package webworker

// The Go mirror of web/src/runtime/protocol.ts. A test compares the two.

// protocolVersion changes with every change of the two files.
const protocolVersion = 3

// What the shell has for the program: the kind of what the host's next returns.
const (
	deliveredFrame = iota
	deliveredStdout
	deliveredStderr
	deliveredEnd
)

// next returns 8 times the length of a delivery, plus its kind, plus more where another waits
// behind it; or nothing.
const (
	more    = 4
	nothing = -1
)

// parentLink is a pool worker's link to its parent; links to workers count from 1.
const parentLink int32 = 0

// turnLink stands for a link where a turn of the event loop is meant.
const turnLink int32 = -1

// hostName is the global in which Go finds what the shell offers.
const hostName = "poolground"

// The members of the host.
const (
	hostVersion   = "version"
	hostRole      = "role"
	hostSlot      = "slot"
	hostWorkers   = "workers"
	hostObserve   = "observe"
	hostAttach    = "attach"
	hostStart     = "start"
	hostSend      = "send"
	hostKill      = "kill"
	hostNext      = "next"
	hostEvents    = "events"
	hostLastWords = "lastWords"
	hostTurn      = "turn"
)

// roleWorker is the role of a pool worker.
const roleWorker = "worker"
