package pool_test

import (
	"runtime"
	"sync/atomic"
	"testing"

	"poolground/pool"
)

// Memory is checked by what is in use after a collection, in bytes.

func heapInUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// heapPeak is the most that t.peaks saw in use.
var heapPeak atomic.Int64

var peaks = pool.Func("t.peaks", func(x int) int {
	if x%heapEvery == 0 {
		if now := heapInUse(); now > heapPeak.Load() {
			heapPeak.Store(now)
		}
	}
	return x
})

const heapEvery = 100_000

// Map holds arguments and results once each, and what is on its way: a few chunks a worker.
func TestMapHoldsItsListsOnce(t *testing.T) {
	const (
		workers = 2
		chunk   = 5000
		// A chunk of a worker is in a frame, decoded, in a list of results and in their frame, and
		// a frame is made in one piece for a link that takes no parts; the next may be on its way.
		window = workers * 2 * 6 * 8 * chunk
		slack  = 2 << 20
	)
	eachInProcess(t, func(t *testing.T, b backendCase) {
		p, ctx := b.pool(t, workers), patient(t)
		args := pool.Range(0, size(1_000_000))
		same(t, []int{1})(pool.Map(ctx, p, peaks, []int{1}))
		before := heapInUse()
		heapPeak.Store(0)
		ys, err := pool.Map(ctx, p, peaks, args, pool.ChunkSize(chunk))
		if err != nil || len(ys) != len(args) {
			t.Fatal(len(ys), err)
		}
		results := int64(8 * len(ys))
		if most := heapPeak.Load() - before; most > results+window+slack {
			t.Errorf("a Map with %d bytes of results held %d more than before, want at most %d beyond them", results, most, window+slack)
		}
		runtime.KeepAlive(args)
	})
}

// IMap over an endless input runs in constant memory.
func TestAnEndlessIMapHoldsItsWindow(t *testing.T) {
	const item = 1 << 10
	imaps := map[string]func(*testing.T, *pool.Pool, func([]byte, error) bool){
		"in order": func(t *testing.T, p *pool.Pool, f func([]byte, error) bool) {
			pool.IMap(patient(t), p, echoBytes, endlessBytes(item))(f)
		},
		"unordered": func(t *testing.T, p *pool.Pool, f func([]byte, error) bool) {
			pool.IMapUnordered(patient(t), p, echoBytes, endlessBytes(item))(f)
		},
	}
	eachInProcess(t, func(t *testing.T, b backendCase) {
		for name, imap := range imaps {
			p := b.pool(t, 2)
			n, first := 0, int64(0)
			imap(t, p, func(y []byte, err error) bool {
				if len(y) != item || err != nil {
					t.Errorf("%s: item %d: %d bytes, %v", name, n, len(y), err)
					return false
				}
				if n++; n == size(5_000) {
					first = heapInUse()
				}
				return n < size(100_000)
			})
			// What is on its way is the window, once in and once out, and frames.
			if grown := heapInUse() - first; grown > 6*pool.WindowItems*item {
				t.Errorf("%s: %d items later, %d bytes more are in use", name, n, grown)
			}
		}
	})
}

// endlessBytes yields slices of n bytes for ever.
func endlessBytes(n int) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for yield(make([]byte, n)) {
		}
	}
}
