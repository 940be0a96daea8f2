//go:build unix

package process_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
	"unsafe"
)

// The floor of the benchmarks: what two Go programs take for the same over bare pipes, with no
// pool between them. The other program is this one, started with floorVariable set.

const floorVariable = "POOLGROUND_BENCH_FLOOR"

// A bare is a program at the other end of two pipes.
type bare struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *os.File
}

// startBare starts this program as the floor that is named.
func startBare(tb testing.TB, floor string) *bare {
	tb.Helper()
	b := &bare{cmd: exec.Command(os.Args[0])}
	b.cmd.Env = append(os.Environ(), floorVariable+"="+floor)
	var err error
	if b.in, err = b.cmd.StdinPipe(); err != nil {
		tb.Fatal(err)
	}
	out, err := b.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	b.out = out.(*os.File)
	if err := b.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	return b
}

// end closes the pipes, which ends the program.
func (b *bare) end(tb testing.TB) {
	tb.Helper()
	_ = b.in.Close()
	if err := b.cmd.Wait(); err != nil {
		tb.Error(err)
	}
}

// write and read fail the benchmark where the other program has gone.
func (b *bare) write(tb testing.TB, p []byte) {
	if _, err := b.in.Write(p); err != nil {
		tb.Error(err)
	}
}

func (b *bare) read(tb testing.TB, p []byte) {
	if _, err := io.ReadFull(b.out, p); err != nil {
		tb.Error(err)
	}
}

// serveFloor is the life of the other program, where this is one.
func serveFloor() {
	var serve func()
	switch os.Getenv(floorVariable) {
	case "":
		return
	case "ready":
		serve = func() { _, _ = os.Stdout.Write([]byte{1}) }
	case "echo":
		serve = func() { echo(8, func([]int) {}) }
	case "square":
		serve = func() {
			echo(8*floorChunk, func(xs []int) {
				for i, x := range xs {
					xs[i] = x * x
				}
			})
		}
	case "reverse":
		serve = func() { echo(largeSize, func([]int) {}) }
	}
	serve()
	os.Exit(0)
}

// echo answers every size bytes with what f makes of them.
func echo(size int, f func([]int)) {
	in := io.Reader(os.Stdin)
	if size < 4096 {
		in = bufio.NewReader(in)
	}
	buf := make([]byte, size)
	for {
		if _, err := io.ReadFull(in, buf); err != nil {
			return
		}
		f(unsafe.Slice((*int)(unsafe.Pointer(&buf[0])), size/8))
		if _, err := os.Stdout.Write(buf); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
	}
}

const (
	mapItems   = 1_000_000
	floorChunk = mapItems / 8 // 4 chunks a worker, as a pool cuts them
	largeSize  = 64 << 20
)

func memory(xs []int) []byte { return unsafe.Slice((*byte)(unsafe.Pointer(&xs[0])), 8*len(xs)) }

// bareRoundTrips is the time of a round trip of 8 bytes.
func bareRoundTrips(tb testing.TB, b *bare, n int) time.Duration {
	var item [8]byte
	began := time.Now()
	for range n {
		b.write(tb, item[:])
		b.read(tb, item[:])
	}
	return time.Since(began) / time.Duration(n)
}

// bareMap squares all items in chunks on two programs: each has one chunk ahead.
func bareMap(tb testing.TB, workers []*bare, args []int) time.Duration {
	began := time.Now()
	results := make([]int, len(args))
	chunks := make(chan int, len(args)/floorChunk)
	for at := 0; at < len(args); at += floorChunk {
		chunks <- at
	}
	close(chunks)
	done := make(chan bool)
	for _, w := range workers {
		sent := make(chan int, 1)
		go func() {
			for at := range chunks {
				sent <- at
				w.write(tb, memory(args[at:at+floorChunk]))
			}
			close(sent)
		}()
		go func() {
			for at := range sent {
				w.read(tb, memory(results[at:at+floorChunk]))
			}
			done <- true
		}()
	}
	for range workers {
		<-done
	}
	return time.Since(began)
}

// bareThereAndBack sends 64 MiB and reads them back into new memory.
func bareThereAndBack(tb testing.TB, b *bare, data []byte) time.Duration {
	began := time.Now()
	back := make([]byte, len(data))
	done := make(chan bool)
	go func() {
		b.write(tb, data)
		close(done)
	}()
	b.read(tb, back)
	<-done
	return time.Since(began)
}

// bareReady is the time until n programs run.
func bareReady(tb testing.TB, n int) time.Duration {
	began := time.Now()
	var started []*bare
	for range n {
		started = append(started, startBare(tb, "ready"))
	}
	for _, b := range started {
		b.read(tb, make([]byte, 1))
	}
	took := time.Since(began)
	for _, b := range started {
		b.end(tb)
	}
	return took
}
