//go:build unix

package process_test

import (
	"bufio"
	"context"
	"fmt"
	"os/exec"
	"slices"
	"testing"
	"time"

	"poolground/pool"
	"poolground/pool/process"
)

// The benchmarks measure a pool of processes in turns with its floor and with Python's own Pool,
// where python3 is found, and report the median of each and how many times the floor's the
// pool's is:
//
//	go test ./pool/process -run '^$' -bench .

// turns is how often each is measured, at the least.
const turns = 11

// A rival is one of those that are measured in turns.
type rival struct {
	name    string
	measure func() time.Duration
}

// compare measures the rivals, of which the first is the pool and the second the floor. scale
// makes of nanoseconds what unit says.
func compare(b *testing.B, unit string, scale func(ns float64) float64, rivals ...rival) {
	times := make([][]float64, len(rivals))
	round := func() {
		for i, r := range rivals {
			times[i] = append(times[i], float64(r.measure()))
		}
	}
	for b.Loop() {
		round()
	}
	for len(times[0]) < turns {
		round()
	}
	b.ReportMetric(0, "ns/op")
	first := median(times[0])
	for i, r := range rivals {
		b.ReportMetric(scale(median(times[i])), r.name+"-"+unit)
		if i > 0 {
			b.ReportMetric(first/median(times[i]), "x-"+r.name)
		}
	}
}

func median(values []float64) float64 {
	return slices.Sorted(slices.Values(values))[len(values)/2]
}

func micros(ns float64) float64 { return ns / 1e3 }
func millis(ns float64) float64 { return ns / 1e6 }

// perMicro is a rate, in millions of items a second.
func perMicro(ns float64) float64 { return mapItems / ns * 1e3 }

// python is Python's Pool doing one of the jobs of testdata/pool.py, if there is a Python.
func python(b *testing.B, name, job string) []rival {
	path, err := exec.LookPath("python3")
	if err != nil {
		b.Log("no python3 here: its Pool is not measured")
		return nil
	}
	cmd := exec.Command(path, "testdata/pool.py")
	in, inErr := cmd.StdinPipe()
	out, outErr := cmd.StdoutPipe()
	if inErr != nil || outErr != nil {
		b.Fatal(inErr, outErr)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	answers := bufio.NewReader(out)
	return []rival{{name, func() time.Duration {
		var seconds float64
		if _, err := fmt.Fprintln(in, job); err != nil {
			b.Fatal(err)
		}
		if _, err := fmt.Fscanln(answers, &seconds); err != nil {
			b.Fatal("python3 testdata/pool.py: ", err)
		}
		return time.Duration(seconds * 1e9)
	}}}
}

func bares(b *testing.B, floor string, n int) []*bare {
	workers := make([]*bare, n)
	for i := range workers {
		workers[i] = startBare(b, floor)
		b.Cleanup(func() { workers[i].end(b) })
	}
	return workers
}

func BenchmarkApply(b *testing.B) {
	const calls = 500
	p, pipes := start(b, pool.Options{}), bares(b, "echo", 1)
	compare(b, "µs", micros, append([]rival{
		{"pool", func() time.Duration {
			began := time.Now()
			for range calls {
				if _, err := pool.Apply(context.Background(), p, square, 3); err != nil {
					b.Fatal(err)
				}
			}
			return time.Since(began) / calls
		}},
		{"pipe", func() time.Duration { return bareRoundTrips(b, pipes[0], calls) }},
	}, python(b, "python", "apply")...)...)
}

func BenchmarkMap(b *testing.B) {
	p, pipes := start(b, pool.Options{}), bares(b, "square", 2)
	args := pool.Range(0, mapItems)
	compare(b, "Mitems/s", perMicro, append([]rival{
		{"pool", func() time.Duration {
			began := time.Now()
			if _, err := pool.Map(context.Background(), p, square, args); err != nil {
				b.Fatal(err)
			}
			return time.Since(began)
		}},
		{"pipe", func() time.Duration { return bareMap(b, pipes, args) }},
	}, python(b, "python", "map")...)...)
}

func BenchmarkThereAndBack(b *testing.B) {
	p, pipes := start(b, pool.Options{}), bares(b, "reverse", 1)
	xs, bytes := make([]float64, largeSize/8), make([]byte, largeSize)
	compare(b, "ms", millis, append([]rival{
		{"pool", func() time.Duration {
			began := time.Now()
			if _, err := pool.Apply(context.Background(), p, same, xs); err != nil {
				b.Fatal(err)
			}
			return time.Since(began)
		}},
		{"pipe", func() time.Duration { return bareThereAndBack(b, pipes[0], bytes) }},
	}, python(b, "python", "large")...)...)
}

func BenchmarkReady(b *testing.B) {
	rivals := []rival{{"pool", func() time.Duration { return ready(b, 2) }}, {"pipe", func() time.Duration { return bareReady(b, 2) }}}
	rivals = append(rivals, python(b, "fork", "fork")...)
	compare(b, "ms", millis, append(rivals, python(b, "spawn", "spawn")...)...)
}

// ready is the time until a new pool's workers have all answered.
func ready(b *testing.B, workers int) time.Duration {
	here := make(chan bool, workers)
	began := time.Now()
	p, err := pool.New(context.Background(), pool.Options{Workers: workers, Backend: process.New(process.Options{}),
		OnEvent: func(e pool.Event) {
			if e.Kind == pool.WorkerReady {
				here <- true
			}
		}})
	if err != nil {
		b.Fatal(err)
	}
	for range workers {
		<-here
	}
	took := time.Since(began)
	p.Close()
	if err := p.Join(context.Background()); err != nil {
		b.Fatal(err)
	}
	return took
}
