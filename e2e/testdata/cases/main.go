// Cases is the program of the browser tests: each case of it shows one behaviour of a pool.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"poolground/pool"
	"poolground/pool/soak"
	"poolground/wasm/webworker"
)

var cases = map[string]func(context.Context) error{
	"badscript": badScript,
	"cancel":    cancel,
	"core":      each(core),
	"cpus":      cpus,
	"deadlock":  deadlock,
	"ends":      each(endChecks),
	"exit":      func(ctx context.Context) error { return death(ctx, exits) },
	"goeson":    goesOn,
	"hold":      hold,
	"lastwords": lastWords,
	"leave":     leave,
	"linger":    linger,
	"nested":    nested,
	"output":    output,
	"overlap":   overlap,
	"soak":      soaked,
	"panic":     func(ctx context.Context) error { return death(ctx, panics) },
	"some":      someStart,
	"spin":      func(context.Context) error { fmt.Println("spinning"); spin(0); return nil },
	"spintask":  spinTask,
	"square":    squares,
	"streams":   each(streamChecks),
	"timeout":   timeout,
	"trap":      func(context.Context) error { trap(); return nil },
	"traptask":  func(ctx context.Context) error { return death(ctx, traps) },
	"waits":     each(waitChecks),
}

func main() {
	pool.ServeIfWorker()
	name := flag.String("case", "square", strings.Join(slices.Sorted(maps.Keys(cases)), ", "))
	flag.DurationVar(&soakFor, "soak", time.Second, "how long the case soak takes")
	flag.Parse()
	run, known := cases[*name]
	if !known {
		fmt.Fprintf(os.Stderr, "there is no case %q\n", *name)
		os.Exit(2)
	}
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// with runs f on a pool of its own and waits for its end.
func with(ctx context.Context, o pool.Options, f func(*pool.Pool) error) error {
	p, err := pool.New(ctx, o)
	if err != nil {
		return err
	}
	err = f(p)
	p.Close()
	return errors.Join(err, p.Join(ctx))
}

// hold says when every worker has answered, and then waits to be stopped.
func hold(ctx context.Context) error {
	ready := make(chan struct{}, 64)
	o := pool.Options{OnEvent: func(e pool.Event) {
		if e.Kind == pool.WorkerReady {
			ready <- struct{}{}
		}
	}}
	return with(ctx, o, func(p *pool.Pool) error {
		for range p.Workers() {
			<-ready
		}
		fmt.Println("holding")
		<-ctx.Done()
		return nil
	})
}

var square = pool.Func("square", func(x int) int { return x * x })

func squares(ctx context.Context) error {
	return with(ctx, pool.Options{}, func(p *pool.Pool) error {
		ys, err := pool.Map(ctx, p, square, pool.Range(0, 10))
		fmt.Println(ys, "by", p.Workers())
		return err
	})
}

func cpus(ctx context.Context) error {
	return with(ctx, pool.Options{}, func(p *pool.Pool) error {
		fmt.Println("cores", pool.CPUCount(), "workers", p.Workers())
		return nil
	})
}

var busy = pool.Func("busy", work)

func work(ms int) int {
	for end := time.Now().Add(time.Duration(ms) * time.Millisecond); time.Now().Before(end); {
	}
	return ms
}

func overlap(ctx context.Context) error {
	return with(ctx, pool.Options{Workers: 2}, func(p *pool.Pool) error {
		_, err := pool.Map(ctx, p, busy, slices.Repeat([]int{20}, 20), pool.ChunkSize(1))
		return err
	})
}

// linger takes two seconds.
func linger(ctx context.Context) error {
	return with(ctx, pool.Options{}, func(p *pool.Pool) error {
		_, err := pool.Map(ctx, p, busy, slices.Repeat([]int{100}, 20*p.Workers()), pool.ChunkSize(1))
		return err
	})
}

// death shows what becomes of a map one task of which ends its worker, and of the pool.
func death(ctx context.Context, f pool.Function[int, int]) error {
	return with(ctx, pool.Options{Workers: 2}, func(p *pool.Pool) error {
		ys, err := pool.Map(ctx, p, f, pool.Range(0, 6), pool.ChunkSize(1), pool.KeepGoing())
		fmt.Println(ys)
		fmt.Println("died:", errors.Is(err, pool.ErrWorkerDied))
		fmt.Println(err)
		ys, err = pool.Map(ctx, p, square, pool.Range(0, 4))
		fmt.Println(ys)
		started := 0
		for _, w := range p.Stats().Workers {
			started += w.Started
		}
		fmt.Println("workers started:", started)
		return err
	})
}

const fatal = 3 // the argument that ends a worker

var exits = pool.Func("exits", func(x int) int {
	if x == fatal {
		fmt.Print("last words")
		os.Exit(7)
	}
	return x
})

var panics = pool.Func("panics", func(x int) int {
	if x == fatal {
		go panic("in a goroutine")
		select {}
	}
	return x
})

var traps = pool.Func("traps", func(x int) int {
	if x == fatal {
		trap()
	}
	return x
})

// trap reads where the program has no memory, of which Go knows nothing.
func trap() {
	p := new(byte)
	fmt.Println(*(*byte)(unsafe.Add(unsafe.Pointer(p), 0xe000_0000)))
}

var mixed = pool.Func("mixed", func(x int) int {
	switch x {
	case 600:
		work(2)
	case 601:
		fmt.Println("dies")
		os.Exit(3)
	}
	return x + 1
})

// lastWords shows that a task of 2 ms is not lost, nor another blamed, when the worker dies right
// behind it in a chunk of tasks that take no time.
func lastWords(ctx context.Context) error {
	return with(ctx, pool.Options{Workers: 1}, func(p *pool.Pool) error {
		ys, err := pool.Map(ctx, p, mixed, pool.Range(0, 1000), pool.ChunkSize(1000), pool.KeepGoing())
		fmt.Println(ys[599], ys[600], ys[601], ys[602], ys[999])
		fmt.Println(err)
		return nil
	})
}

func badScript(ctx context.Context) error {
	o := pool.Options{Workers: 2, Backend: webworker.New(webworker.Options{Script: "/missing.js"})}
	return with(ctx, o, func(p *pool.Pool) error {
		_, err := pool.Map(ctx, p, square, pool.Range(0, 4))
		fmt.Println("died:", errors.Is(err, pool.ErrWorkerDied))
		fmt.Println(err)
		return nil
	})
}

var spinning = pool.Func("spin", spin)

func spin(x int) int {
	for x >= 0 {
		x++
		turns.Add(1)
	}
	return x
}

var turns atomic.Int64

func spinTask(ctx context.Context) error {
	return with(ctx, pool.Options{Workers: 2}, func(p *pool.Pool) error {
		spun := pool.ApplyAsync(ctx, p, spinning, 0)
		ys, err := pool.Map(ctx, p, square, pool.Range(0, 4))
		fmt.Println(ys)
		return errors.Join(err, spun.Wait(ctx))
	})
}

func timeout(ctx context.Context) error {
	return with(ctx, pool.Options{Workers: 1}, func(p *pool.Pool) error {
		_, err := pool.Apply(ctx, p, spinning, 0, pool.TaskTimeout(50*time.Millisecond))
		fmt.Println("timed out:", errors.Is(err, pool.ErrTaskTimeout))
		y, err := pool.Apply(ctx, p, square, 3)
		fmt.Println(y)
		return err
	})
}

// waits computes until its job is cancelled: it returns to the worker only to ask.
var waits = pool.FuncE("waits", func(ctx context.Context, x int) (int, error) {
	fmt.Println("waiting")
	for ctx.Err() == nil {
		x++
	}
	fmt.Println("cancelled")
	return x, ctx.Err()
})

// A tellingWriter calls written after each write.
type tellingWriter struct {
	io.Writer
	written func()
}

func (f tellingWriter) Write(b []byte) (int, error) {
	defer f.written()
	return f.Writer.Write(b)
}

func cancel(ctx context.Context) error {
	begun := make(chan struct{})
	return with(ctx, pool.Options{Workers: 1, Stdout: tellingWriter{os.Stdout, sync.OnceFunc(func() { close(begun) })}}, func(p *pool.Pool) error {
		waiting := pool.ApplyAsync(ctx, p, waits, 0)
		<-begun
		waiting.Cancel()
		_, err := waiting.Get(ctx)
		fmt.Println("cancelled:", errors.Is(err, pool.ErrJobCanceled))
		y, err := pool.Apply(ctx, p, square, 3)
		fmt.Println(y)
		return err
	})
}

var prints = pool.Func("prints", func(n int) int {
	for i := range n {
		fmt.Println("line", i)
	}
	fmt.Fprintln(os.Stderr, "to stderr")
	fmt.Print("no newline äöü")
	return n
})

func output(ctx context.Context) error {
	return with(ctx, pool.Options{Workers: 1}, func(p *pool.Pool) error {
		for range 2 {
			if _, err := pool.Apply(ctx, p, prints, 3); err != nil {
				return err
			}
			fmt.Println("after the task")
		}
		io.WriteString(os.Stdout, "an end without newline")
		return nil
	})
}

var nests = pool.FuncE("nests", func(ctx context.Context, _ int) (int, error) {
	_, err := pool.New(ctx, pool.Options{})
	return 0, err
})

func nested(ctx context.Context) error {
	return with(ctx, pool.Options{Workers: 1}, func(p *pool.Pool) error {
		_, err := pool.Apply(ctx, p, nests, 0)
		fmt.Println("nested:", errors.Is(err, pool.ErrNested))
		return nil
	})
}

// leave ends the program while its workers compute.
func leave(ctx context.Context) error {
	p, err := pool.New(ctx, pool.Options{Workers: 2})
	if err != nil {
		return err
	}
	pool.MapAsync(ctx, p, spinning, pool.Range(0, 2), pool.ChunkSize(1))
	for p.Stats().Running < 2 {
		time.Sleep(time.Millisecond)
	}
	fmt.Println("left")
	return nil
}

func deadlock(context.Context) error {
	<-make(chan int)
	return nil
}

var soakFor time.Duration

// soaked kills a worker every 100 ms while random jobs run.
func soaked(ctx context.Context) error {
	seed := uint64(time.Now().UnixNano())
	r, err := soak.Run(ctx, webworker.New(webworker.Options{}), 3, soakFor, seed)
	fmt.Printf("seed %d: %v\n", seed, r)
	if err == nil && (r.Jobs == 0 || r.Kills == 0) {
		err = errors.New("nothing happened")
	}
	return errors.Join(err, r.Flat())
}
