package webworker

// The Go mirror of web/src/runtime/protocol.ts. A test compares the two.

// protocolVersion changes with every change of the two files.
const protocolVersion = 1

// What the shell hands over, by the second argument of deliver.
const (
	deliverFrame int32 = iota
	deliverStdout
	deliverStderr
	deliverEnd
	deliverTurn
)

// parentLink is a pool worker's link to its parent; links to workers count from 1.
const parentLink int32 = 0

// hostName is the global in which Go finds what the shell offers.
const hostName = "poolground"

// The members of the host.
const (
	hostVersion = "version"
	hostRole    = "role"
	hostSlot    = "slot"
	hostWorkers = "workers"
	hostObserve = "observe"
	hostAttach  = "attach"
	hostStart   = "start"
	hostSend    = "send"
	hostKill    = "kill"
	hostEvents  = "events"
	hostTurn    = "turn"
)

// roleWorker is the role of a pool worker.
const roleWorker = "worker"
