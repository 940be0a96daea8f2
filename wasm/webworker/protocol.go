package webworker

// The Go mirror of web/src/runtime/protocol.ts. A test compares the two.

// protocolVersion changes with every change of the two files.
const protocolVersion = 11

// What the shell has for the program: the kind of what the host's next returns.
const (
	deliveredFrame = iota
	deliveredStdout
	deliveredStderr
	deliveredEnd
)

// nothing is the kind where nothing waits.
const nothing = -1

// A callBox holds the arguments of the host's send and next, and the results of next: each value
// that goes through syscall/js costs more than reading all of them from memory.
type callBox struct {
	link   int32
	pieces int32
	piece  [maxPieces]piece // what to send, or the room for a delivery

	kind      int32 // of the delivery
	size      int32 // of the delivery
	following int32 // 1 where another waits behind it
}

// A piece is a stretch of memory.
type piece struct{ at, size int32 }

// maxPieces is how many pieces a frame may be sent in.
const maxPieces = 8

// parentLink is a pool worker's link to its parent, and to the page of a program that serves it; links to workers count from 1.
const parentLink int32 = 0

// turnLink stands for a link where a turn of the event loop is meant.
const turnLink int32 = -1

// laterLink stands for a link where the end of the host's later is meant.
const laterLink int32 = -2

// hostName is the global in which Go finds what the shell offers.
const hostName = "poolground"

// The members of the host.
const (
	hostVersion   = "version"
	hostRole      = "role"
	hostSlot      = "slot"
	hostWorkers   = "workers"
	hostObserve   = "observe"
	hostServe     = "serve"
	hostAttach    = "attach"
	hostStart     = "start"
	hostSend      = "send"
	hostKill      = "kill"
	hostNext      = "next"
	hostEvents    = "events"
	hostRelay     = "relay"
	hostLastWords = "lastWords"
	hostTurn      = "turn"
	hostLater     = "later"
)

// roleWorker is the role of a pool worker.
const roleWorker = "worker"
