package trace

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"poolground/pool"
)

var update = flag.Bool("update", false, "write the golden files anew")

const ms = time.Millisecond

// recorded is a job of two chunks on two workers, the second of which dies, and one that has not
// ended. Before that ends, a goroutine's wait for it laps over the main one's.
var recorded = []pool.Event{
	{Kind: pool.WorkerStarted, Job: -1, Worker: 0},
	{Kind: pool.WorkerStarted, At: 0, Job: -1, Worker: 1},
	{Kind: pool.JobStarted, At: 1 * ms, Worker: -1, Function: "square", Count: 6},
	{Kind: pool.ChunkQueued, At: 1 * ms, Worker: -1, Function: "square", Count: 3},
	{Kind: pool.ChunkQueued, At: 1 * ms, Worker: -1, Function: "square", First: 3, Count: 3},
	{Kind: pool.CallerBlocked, At: 1 * ms, Worker: -1, Function: "Map"},
	{Kind: pool.WorkerReady, At: 2 * ms, Job: -1, Worker: 0},
	{Kind: pool.ChunkStarted, At: 2 * ms, Worker: 0, Function: "square", Count: 3},
	{Kind: pool.WorkerReady, At: 3 * ms, Job: -1, Worker: 1},
	{Kind: pool.ChunkStarted, At: 3 * ms, Worker: 1, Function: "square", First: 3, Count: 3},
	{Kind: pool.ChunkDone, At: 8 * ms, Worker: 0, Function: "square", Count: 3, Bytes: 99, Start: 2 * ms, End: 7500 * time.Microsecond},
	{Kind: pool.WorkerDied, At: 9 * ms, Job: -1, Worker: 1, Err: errors.New("exit status 2")},
	{Kind: pool.JobDone, At: 11 * ms, Worker: -1, Function: "square", Count: 6, Err: errors.New("exit status 2")},
	{Kind: pool.CallerResumed, At: 11 * ms, Worker: -1, Function: "Map"},
	{Kind: pool.JobStarted, At: 12 * ms, Job: 1, Worker: -1, Function: "cube", Count: 1},
	{Kind: pool.ChunkQueued, At: 12 * ms, Job: 1, Worker: -1, Function: "cube", Count: 1},
	{Kind: pool.ChunkStarted, At: 12 * ms, Job: 1, Worker: 0, Function: "cube", Count: 1},
	{Kind: pool.CallerBlocked, At: 12500 * time.Microsecond, Job: 1, Worker: -1, Function: "Wait"},
	{Kind: pool.CallerBlocked, At: 13 * ms, Job: 1, Worker: -1, Function: "Get"},
	{Kind: pool.CallerResumed, At: 14 * ms, Job: 1, Worker: -1, Function: "Wait"},
}

func TestWrite(t *testing.T) {
	var compact, got bytes.Buffer
	if err := Write(&compact, recorded); err != nil {
		t.Fatal(err)
	}
	_ = json.Indent(&got, compact.Bytes(), "", " ")
	const golden = "testdata/trace.json"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got.String() != string(want) {
		t.Errorf("%v; got\n%s", err, &got)
	}
}

func TestUtilisation(t *testing.T) {
	lanes := Lanes(recorded)
	if len(lanes) != 2 || lanes[0].Total() != 5500*time.Microsecond || lanes[1].Total() != 6*ms {
		t.Errorf("%v", lanes)
	}
	if got := Utilisation(recorded); math.Abs(got-11.5/20) > 1e-9 {
		t.Errorf("%v", got)
	}
	if got := Utilisation(nil); got != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

// What a real pool reports can be written.
func TestWriteAPool(t *testing.T) {
	var events []pool.Event
	p, err := pool.New(t.Context(), pool.Options{Workers: 2, OnEvent: func(e pool.Event) { events = append(events, e) }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Map(t.Context(), p, pool.Func("trace.twice", func(n int) int { return 2 * n }), pool.Range(0, 99)); err != nil {
		t.Fatal(err)
	}
	p.Close()
	if err := p.Join(t.Context()); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := Write(&out, events); err != nil || !strings.Contains(out.String(), `"name":"trace.twice","cat":"chunk","ph":"X"`) {
		t.Errorf("%v: %s", err, &out)
	}
}
