//go:build unix

package process_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"poolground/pool"
)

// The same programs over goroutines and over processes: what they print must not differ.

var (
	errOdd = errors.New("odd")
	half   = pool.FuncE("half", func(_ context.Context, x int) (int, error) {
		switch {
		case x == 13:
			panic(fmt.Errorf("thirteen: %w", errOdd))
		case x%2 == 1:
			return 0, fmt.Errorf("%d: %w", x, errOdd)
		}
		return x / 2, nil
	})
	join = pool.Func2("join", func(s string, n []int) map[string][]int { return map[string][]int{s: n} })
)

func init() { pool.RegisterError("odd", errOdd) }

type program = func(ctx context.Context, p *pool.Pool) string

var sameEverywhere = map[string]program{
	"map": func(ctx context.Context, p *pool.Pool) string {
		return fmt.Sprint(pool.Map(ctx, p, square, pool.Range(0, 99)))
	},
	"chunks": func(ctx context.Context, p *pool.Pool) string {
		return fmt.Sprint(pool.Map(ctx, p, square, pool.Range(0, 99), pool.ChunkSize(7)))
	},
	"empty": func(ctx context.Context, p *pool.Pool) string { return fmt.Sprint(pool.Map(ctx, p, square, nil)) },
	"apply": func(ctx context.Context, p *pool.Pool) string { return fmt.Sprint(pool.Apply(ctx, p, square, 9)) },
	"async": func(ctx context.Context, p *pool.Pool) string {
		return fmt.Sprint(pool.MapAsync(ctx, p, square, pool.Range(0, 9)).Get(ctx))
	},
	"partial": func(ctx context.Context, p *pool.Pool) string {
		return fmt.Sprint(pool.Map(ctx, p, pool.Partial(join, "a"), [][]int{nil, {}, {1, 2}}))
	},
	"starmap": func(ctx context.Context, p *pool.Pool) string {
		return fmt.Sprint(pool.Starmap(ctx, p, join, pool.Zip([]string{"a", ""}, [][]int{{3}, nil})))
	},
	"failure": func(ctx context.Context, p *pool.Pool) string {
		return failures(pool.Map(ctx, p, half, []int{2, 4, 5}, pool.ChunkSize(3)))
	},
	"panic": func(ctx context.Context, p *pool.Pool) string { return failures(pool.Map(ctx, p, half, []int{2, 13})) },
	"keep going": func(ctx context.Context, p *pool.Pool) string {
		return failures(pool.Map(ctx, p, half, pool.Range(0, 30), pool.KeepGoing(), pool.ChunkSize(4)))
	},
	"stream": func(ctx context.Context, p *pool.Pool) string {
		var b strings.Builder
		for y, err := range pool.IMap(ctx, p, half, slices.Values(pool.Range(0, 20))) {
			b.WriteString(failures([]int{y}, err))
		}
		return b.String()
	},
	"unordered": func(ctx context.Context, p *pool.Pool) string {
		var ys []int
		for y := range pool.IMapUnordered(ctx, p, square, slices.Values(pool.Range(0, 500))) {
			ys = append(ys, y)
		}
		slices.Sort(ys)
		return fmt.Sprint(ys)
	},
	"refused": func(ctx context.Context, p *pool.Pool) string {
		return fmt.Sprint(pool.Map(ctx, p, square, []int{1}, pool.ChunkSize(0)))
	},
	"after close": func(ctx context.Context, p *pool.Pool) string {
		p.Close()
		_, err := pool.Map(ctx, p, square, nil)
		return fmt.Sprint(err, p.Join(ctx))
	},
}

// failures is what came of a job, without the number of the worker that ran it.
func failures(ys []int, err error) string {
	var b strings.Builder
	fmt.Fprintln(&b, ys)
	all := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
	}
	for _, err := range all {
		var e *pool.TaskError
		if errors.As(err, &e) {
			line, _, _ := strings.Cut(e.Stack, "\n")
			fmt.Fprintln(&b, e.Function, e.Index, e.Err, errors.Is(err, errOdd), line)
		}
	}
	return b.String()
}

func TestTheSameProgramsOverGoroutinesAndProcesses(t *testing.T) {
	for name, program := range sameEverywhere {
		t.Run(name, func(t *testing.T) {
			checkNothingLeft(t)
			want := program(t.Context(), startWith(t, pool.Goroutines(), pool.Options{}))
			got := program(t.Context(), start(t, pool.Options{}))
			if got != want {
				t.Errorf("over processes\n%s\nover goroutines\n%s", got, want)
			}
		})
	}
}

func TestAHundredSubmittersAndNoMoreThanTheWorkers(t *testing.T) {
	checkNothingLeft(t)
	p := start(t, pool.Options{Workers: 3})
	var group sync.WaitGroup
	var mu sync.Mutex
	pids := map[int]bool{}
	for range 100 {
		group.Go(func() {
			got, err := pool.Map(t.Context(), p, whoAmI, make([]int, 15), pool.ChunkSize(1))
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, g := range got {
				pids[g[0]] = true
			}
		})
	}
	group.Wait()
	if len(pids) > 3 {
		t.Errorf("%d processes ran the tasks of 3 workers", len(pids))
	}
}

var prints = pool.Func("prints", func(n int) int {
	for i := range 20 {
		fmt.Printf("task %d line %d\n", n, i)
	}
	return n
})

func TestOutputComesInWholeLinesInOrder(t *testing.T) {
	checkNothingLeft(t)
	var out lockedBuffer
	p := start(t, pool.Options{Stdout: &out})
	if _, err := pool.Map(t.Context(), p, prints, pool.Range(0, 40), pool.ChunkSize(1)); err != nil {
		t.Fatal(err)
	}
	next := map[int]int{}
	for line := range strings.Lines(out.String()) {
		var task int
		if _, err := fmt.Sscanf(line, "task %d", &task); err != nil {
			t.Fatalf("line %q", line)
		}
		if want := fmt.Sprintf("task %d line %d\n", task, next[task]); line != want {
			t.Fatalf("line %q, want %q", line, want)
		}
		next[task]++
	}
	for task := range 40 {
		if next[task] != 20 {
			t.Errorf("%d lines of task %d", next[task], task)
		}
	}
}

// A stuck is a writer that takes nothing until it is freed.
type stuck struct{ freed chan struct{} }

func (w stuck) Write(p []byte) (int, error) {
	<-w.freed
	return len(p), nil
}

// The caller of Apply may receive what its worker writes, and must not wait for who reads that.
func TestApplyDoesNotWaitForOutput(t *testing.T) {
	out := stuck{make(chan struct{})}
	p := start(t, pool.Options{Workers: 1, Stdout: out})
	for range 3 { // the callers take over receiving
		if _, err := pool.Apply(context.Background(), p, square, 3); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if _, err := pool.Apply(ctx, p, prints, 3); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	close(out.freed)
	if y, err := pool.Apply(context.Background(), p, square, 3); y != 9 || err != nil {
		t.Errorf("got %d, %v", y, err)
	}
}
