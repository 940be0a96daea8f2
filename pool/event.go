package pool

import "time"

// An EventKind says what an Event reports.
type EventKind uint8

// The kinds of event. Their numbers stand in traces and never change.
const (
	JobStarted EventKind = iota
	ChunkQueued
	ChunkStarted
	ChunkDone
	JobDone
	CallerBlocked
	CallerResumed
	WorkerStarted
	WorkerReady
	WorkerExited
	WorkerDied
)

var eventKindNames = [...]string{
	"JobStarted", "ChunkQueued", "ChunkStarted", "ChunkDone", "JobDone", "CallerBlocked",
	"CallerResumed", "WorkerStarted", "WorkerReady", "WorkerExited", "WorkerDied",
}

func (k EventKind) String() string {
	if int(k) < len(eventKindNames) {
		return eventKindNames[k]
	}
	return "EventKind(?)"
}

// An Event is one thing that happened in a pool: what the timeline draws and traces are made
// of. Events of a pool come in the order of At.
type Event struct {
	Kind         EventKind
	At           time.Duration // since New, on the parent's clock
	Job          int           // numbered from 0 in a pool; -1 where none
	Worker       int           // slot; -1 where none
	Function     string        // the job's; for CallerBlocked and CallerResumed the call: Map, Get, Join ...
	First, Count int           // the chunk's tasks; for a job, 0 and its number of tasks (-1 while unknown)
	Bytes        int           // what crossed for it, both ways
	Err          error         // ChunkDone, JobDone, WorkerExited, WorkerDied
	// Start and End say, for ChunkDone, when the worker ran the chunk, on the parent's clock:
	// At is when the parent learnt of it, which is later while the parent is busy. A worker with a
	// clock of its own measures by that, and clock.go brings its times to the parent's.
	Start, End time.Duration
}
