// Package trace makes of a pool's events what other programs draw: the trace-event JSON that
// Perfetto (ui.perfetto.dev) and Chrome's about:tracing read, and how busy each worker was.
//
// The format is described in "Trace Event Format" by the Chromium project.
package trace

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"poolground/pool"
)

// An entry is one event of the format. Times are in microseconds.
type entry struct {
	Name  string         `json:"name"`
	Cat   string         `json:"cat,omitempty"`
	Phase string         `json:"ph"`
	At    float64        `json:"ts"`
	Dur   *float64       `json:"dur,omitempty"`
	ID    *localID       `json:"id2,omitempty"`
	Scope string         `json:"s,omitempty"`
	PID   int            `json:"pid"`
	TID   int            `json:"tid"`
	Args  map[string]any `json:"args,omitempty"`
}

// A localID tells what begins and ends in one process from the rest of its category there.
type localID struct {
	Local string `json:"local"`
}

func local(id int) *localID { return &localID{fmt.Sprintf("%#x", id)} }

// process is the one that all entries belong to. Its thread 0 is the parent, n+1 is worker n.
const process = 1

// Write writes a pool's events as trace-event JSON: a lane for the parent with the calls that
// blocked it, one for each worker with its chunks, the jobs, and how many chunks were queued.
// A chunk that its worker died with ends there, with the error; what has not ended only begins.
// The spans of one thread nest in this format, so a call that ends within a later one of another
// goroutine stands beside the thread, as the jobs do.
//
// The page reads and writes the same, in web/src/timeline: a test there holds it to
// testdata/trace.json.
func Write(w io.Writer, events []pool.Event) error {
	t := tracer{blocked: map[string][]pool.Event{}, running: map[int]pool.Event{}}
	t.name("process_name", 0, "poolground")
	t.name("thread_name", 0, "parent")
	for worker := range workers(events) {
		t.name("thread_name", worker+1, fmt.Sprintf("worker %d", worker))
	}
	for _, e := range events {
		t.add(e)
	}
	t.leaveOpen()
	out := json.NewEncoder(w)
	return out.Encode(map[string]any{"traceEvents": t.entries, "displayTimeUnit": "ms"})
}

// A tracer collects the entries of a trace.
type tracer struct {
	entries []entry
	queued  int
	beside  int                     // how many calls stand beside the parent's thread
	blocked map[string][]pool.Event // the calls that have not returned, by name and job
	running map[int]pool.Event      // the chunks that have not ended, by worker
}

func (t *tracer) name(what string, tid int, name string) {
	t.entries = append(t.entries, entry{Name: what, Phase: "M", PID: process, TID: tid, Args: map[string]any{"name": name}})
}

func (t *tracer) put(e entry, at time.Duration) {
	e.PID, e.At = process, micros(at)
	t.entries = append(t.entries, e)
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }

func (t *tracer) add(e pool.Event) {
	switch e.Kind {
	case pool.JobStarted:
		t.put(entry{Name: e.Function, Cat: "job", Phase: "b", ID: local(e.Job), Args: arguments(e)}, e.At)
	case pool.JobDone:
		t.put(entry{Name: e.Function, Cat: "job", Phase: "e", ID: local(e.Job), Args: arguments(e)}, e.At)
	case pool.ChunkQueued:
		t.queue(+1, e.At)
	case pool.ChunkStarted:
		t.queue(-1, e.At)
		t.running[e.Worker] = e
	case pool.ChunkDone:
		delete(t.running, e.Worker)
		t.chunk(e)
	case pool.CallerBlocked:
		t.blocked[call(e)] = append(t.blocked[call(e)], e)
	case pool.CallerResumed:
		calls := t.blocked[call(e)]
		if len(calls) == 0 {
			return
		}
		t.blocked[call(e)] = calls[:len(calls)-1]
		t.call(e, calls[len(calls)-1].At)
	case pool.WorkerStarted, pool.WorkerReady, pool.WorkerExited, pool.WorkerDied:
		if c, ok := t.running[e.Worker]; ok {
			delete(t.running, e.Worker)
			c.Start, c.End, c.Err = c.At, e.At, e.Err
			t.chunk(c)
		}
		t.put(entry{Name: e.Kind.String(), Cat: "worker", Phase: "i", Scope: "t", TID: e.Worker + 1, Args: arguments(e)}, e.At)
	}
}

// call writes a call that began at a time and has now returned.
func (t *tracer) call(e pool.Event, began time.Duration) {
	if t.laps(began) {
		id := local(t.beside)
		t.beside++
		t.put(entry{Name: e.Function, Cat: "blocked", Phase: "b", ID: id, Args: awaited(e)}, began)
		t.put(entry{Name: e.Function, Cat: "blocked", Phase: "e", ID: id, Args: awaited(e)}, e.At)
		return
	}
	dur := micros(e.At - began)
	t.put(entry{Name: e.Function, Cat: "blocked", Phase: "X", Dur: &dur, Args: awaited(e)}, began)
}

// laps says whether a call that began later than that has not returned yet.
func (t *tracer) laps(began time.Duration) bool {
	for _, calls := range t.blocked {
		for _, c := range calls {
			if c.At > began {
				return true
			}
		}
	}
	return false
}

func (t *tracer) chunk(e pool.Event) {
	dur := micros(e.End - e.Start)
	t.put(entry{Name: e.Function, Cat: "chunk", Phase: "X", TID: e.Worker + 1, Dur: &dur, Args: arguments(e)}, e.Start)
}

// leaveOpen writes the beginning of what has not ended.
func (t *tracer) leaveOpen() {
	for _, worker := range slices.Sorted(maps.Keys(t.running)) {
		e := t.running[worker]
		t.put(entry{Name: e.Function, Cat: "chunk", Phase: "B", TID: worker + 1, Args: arguments(e)}, e.At)
	}
	for _, key := range slices.Sorted(maps.Keys(t.blocked)) {
		for _, e := range t.blocked[key] {
			t.put(entry{Name: e.Function, Cat: "blocked", Phase: "B", Args: awaited(e)}, e.At)
		}
	}
}

func call(e pool.Event) string { return fmt.Sprint(e.Function, " ", e.Job) }

// awaited says which job a call waits for, if it is one.
func awaited(e pool.Event) map[string]any {
	if e.Job < 0 {
		return nil
	}
	return map[string]any{"job": e.Job}
}

func (t *tracer) queue(change int, at time.Duration) {
	t.queued = max(0, t.queued+change)
	t.put(entry{Name: "queued chunks", Phase: "C", Args: map[string]any{"chunks": t.queued}}, at)
}

func arguments(e pool.Event) map[string]any {
	args := map[string]any{}
	if e.Job >= 0 {
		args["job"], args["first"], args["tasks"] = e.Job, e.First, e.Count
	}
	if e.Bytes > 0 {
		args["bytes"] = e.Bytes
	}
	if e.Err != nil {
		args["error"] = e.Err.Error()
	}
	return args
}

// workers is one more than the highest slot among the events.
func workers(events []pool.Event) (n int) {
	for _, e := range events {
		n = max(n, e.Worker+1)
	}
	return n
}
