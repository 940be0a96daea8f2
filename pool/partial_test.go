package pool_test

import (
	"slices"
	"sync"
	"testing"

	"poolground/pool"
)

// A census counts the records that a pool sends to each worker.
type census struct {
	mu      sync.Mutex
	records map[*wire]map[string]int
	bytes   map[*wire]int
	most    int // the largest record
}

func countRecords(w *world) *census {
	c := &census{records: map[*wire]map[string]int{}, bytes: map[*wire]int{}}
	w.sent = func(l *wire, frame []byte) [][]byte {
		infos, _ := pool.Records(frame)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.records[l] == nil {
			c.records[l] = map[string]int{}
		}
		for _, i := range infos {
			c.records[l][i.Kind]++
			c.bytes[l] += i.Bytes
			if i.Kind != "define" {
				c.most = max(c.most, i.Bytes)
			}
		}
		return [][]byte{frame}
	}
	return c
}

var contains = pool.Func2("t.contains", func(big []int, x int) bool { return slices.Contains(big, x) })

// A Partial's constant crosses once a job to each worker, however many chunks.
func TestAConstantCrossesOnceAJob(t *testing.T) {
	w := newWorld(t)
	c := countRecords(w)
	p, ctx := w.pool(t, 3), patient(t)
	big := pool.Range(0, 100_000) // 800 kB
	const jobs = 4
	want := make([]bool, 300)
	for i := range want {
		want[i] = true
	}
	for range jobs {
		same(t, want)(pool.Map(ctx, p, pool.Partial(contains, big), pool.Range(0, 300), pool.ChunkSize(2)))
	}
	n := 0
	for y, err := range pool.IMap(ctx, p, pool.Partial(contains, big), slices.Values(pool.Range(0, 300)), pool.ChunkSize(2)) {
		if !y || err != nil {
			t.Error(y, err)
		}
		n++
	}
	end(t, p)
	defines := 0
	for l, records := range c.records {
		defines += records["define"]
		if records["define"] > jobs+1 {
			t.Errorf("worker %d was sent %d constants by %d jobs", l.slot, records["define"], jobs+1)
		}
		if c.bytes[l] > (jobs+1)*900_000 {
			t.Errorf("%d bytes were sent to worker %d", c.bytes[l], l.slot)
		}
		if records["forget"] != records["define"] {
			t.Errorf("worker %d keeps %d constants", l.slot, records["define"]-records["forget"])
		}
	}
	if defines < jobs+1 || c.most > 1000 || n != 300 {
		t.Errorf("%d constants, largest other record %d bytes", defines, c.most)
	}
}

func TestAFunctionIsDefinedOnceAWorker(t *testing.T) {
	w := newWorld(t)
	c := countRecords(w)
	p, ctx := w.pool(t, 2), patient(t)
	for range 20 {
		same(t, squares(20))(pool.Map(ctx, p, square, pool.Range(0, 20), pool.ChunkSize(1)))
	}
	for l, records := range c.records {
		if records["define"] > 1 {
			t.Errorf("worker %d was told %d times what it calls", l.slot, records["define"])
		}
	}
}

// A replacement is sent the constant again.
func TestAReplacementGetsTheConstant(t *testing.T) {
	w := newWorld(t)
	p := newPool(t, pool.Options{Workers: 2, Backend: w, MaxChunksPerWorker: 1})
	same(t, []int{-2, -1, 0, 1})(pool.Map(patient(t), p, pool.PartialRight(sub, 3), []int{1, 2, 3, 4}, pool.ChunkSize(1)))
}
