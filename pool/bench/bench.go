// Package bench measures pools: workloads that are the same natively and in a browser, sweeps over
// numbers of workers, and what follows from them.
//
// A program adds a workload of its own with Register, and gets the whole command line of poolbench
// from package poolground/pool/bench/cli.
package bench

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"poolground/pool"
)

// A Definition says what a workload's tasks are. Arguments must be the same for the same size.
type Definition[A, R any] struct {
	Name     string // one word, in small letters
	Stresses string // what it is limited by, in a sentence
	Func     pool.Function[A, R]
	Plain    func(A) R // what Func does, called without a pool

	// Args makes the arguments of a job. The time of the job grows with size, about in proportion;
	// size is 1 or more.
	Args func(size int) []A
	// Most, if set, is the largest size that Calibrate chooses: where Plain takes next to no time,
	// the arguments would fill the memory first.
	Most int
	// Limit, if set, is the largest size there is: more would fill the memory.
	Limit int
	// Check, if set, looks at a job's results beside the comparison of a few with Plain's.
	Check func(args []A, results []R) error
}

// A Workload is a job to measure.
type Workload struct {
	Name     string
	Stresses string
	most     int
	limit    int
	make     func(size int) job
}

// A job is a workload of one size. The times are without what its answers' check takes.
type job struct {
	tasks  int
	serial func(ctx context.Context) (time.Duration, error) // runs every task, one after the other
	pooled func(ctx context.Context, p *pool.Pool, opts ...pool.CallOption) (time.Duration, error)
	digest func() (string, error)
}

var registry struct {
	sync.Mutex
	workloads []Workload
}

// Register adds a workload, under a name that no other has: it panics otherwise, or where the
// definition lacks something.
func Register[A, R any](d Definition[A, R]) {
	if d.Name == "" || d.Plain == nil || d.Args == nil {
		panic(errors.New("bench: a workload needs Name, Func, Plain and Args"))
	}
	registry.Lock()
	defer registry.Unlock()
	if slices.ContainsFunc(registry.workloads, func(w Workload) bool { return w.Name == d.Name }) {
		panic(fmt.Errorf("bench: the workload %q is registered twice", d.Name))
	}
	registry.workloads = append(registry.workloads, Workload{Name: d.Name, Stresses: d.Stresses, most: d.Most, limit: d.Limit, make: d.job})
}

// Workloads returns every workload, in the order of registration.
func Workloads() []Workload {
	registry.Lock()
	defer registry.Unlock()
	return slices.Clone(registry.workloads)
}

// Lookup returns the workload of a name.
func Lookup(name string) (Workload, error) {
	all := Workloads()
	names := make([]string, len(all))
	for i, w := range all {
		if names[i] = w.Name; w.Name == name {
			return w, nil
		}
	}
	return Workload{}, fmt.Errorf("bench: there is no workload %q; there are %q", name, names)
}

func (d Definition[A, R]) job(size int) job {
	args := d.Args(size)
	check := func(results []R) error {
		for _, i := range []int{0, len(args) / 2, len(args) - 1} {
			if want := d.Plain(args[i]); !reflect.DeepEqual(results[i], want) {
				return fmt.Errorf("bench: %s gives a wrong result for task %d", d.Name, i)
			}
		}
		if d.Check == nil {
			return nil
		}
		return d.Check(args, results)
	}
	return job{
		tasks: len(args),
		serial: func(ctx context.Context) (time.Duration, error) {
			began := time.Now()
			results, err := d.serial(ctx, args)
			took := time.Since(began)
			if err != nil {
				return 0, err
			}
			return took, check(results)
		},
		pooled: func(ctx context.Context, p *pool.Pool, opts ...pool.CallOption) (time.Duration, error) {
			began := time.Now()
			results, err := pool.Map(ctx, p, d.Func, args, opts...)
			took := time.Since(began)
			if err != nil {
				return 0, err
			}
			return took, check(results)
		},
		digest: func() (string, error) {
			results, err := d.serial(context.Background(), args)
			if err != nil {
				return "", err
			}
			text, err := json.Marshal(results)
			return fmt.Sprintf("%x", sha256.Sum256(text)), err
		},
	}
}

func (d Definition[A, R]) serial(ctx context.Context, args []A) ([]R, error) {
	results := make([]R, len(args))
	for i, a := range args {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		results[i] = d.Plain(a)
	}
	return results, nil
}

// largest is the size at which Calibrate gives up, and the limit of a workload without its own.
const largest = 1 << 30

// Calibrate returns the size at which the workload's tasks take about target, one after the other,
// or the Definition's Most.
// It runs them several times, which takes about three times target.
func (w Workload) Calibrate(ctx context.Context, target time.Duration) (size int, err error) {
	most := w.Largest()
	if w.most > 0 {
		most = min(most, w.most)
	}
	for size = 1; ; {
		took, err := w.Serial(ctx, size)
		switch {
		case err != nil:
			return 0, err
		case took >= target/2:
			return min(most, max(1, int(float64(size)*float64(target)/float64(took)))), nil
		case size >= most && w.most+w.limit > 0:
			return most, nil
		case size >= most:
			return 0, fmt.Errorf("bench: %s takes %v with a size of %d: its Plain does too little, or its Definition lacks a Most", w.Name, took, size)
		}
		// Short times are uncertain: grow carefully.
		size = min(most, max(size+1, min(8*size, int(float64(size)*0.8*float64(target)/float64(max(took, time.Microsecond))))))
	}
}

// Largest is the largest size that a sweep accepts.
func (w Workload) Largest() int {
	if w.limit > 0 {
		return w.limit
	}
	return largest
}

// Serial runs the workload's tasks one after the other, without a pool, and says how long they
// took. It looks at ctx between two tasks.
func (w Workload) Serial(ctx context.Context, size int) (time.Duration, error) {
	return w.make(size).serial(ctx)
}

// Tasks is how many tasks a job of a size has.
func (w Workload) Tasks(size int) int { return w.make(size).tasks }

// Digest is the SHA-256, in hexadecimal, of the results' JSON as encoding/json writes it: by it a
// program in another language can tell that it does the same work. It takes a serial run.
func (w Workload) Digest(size int) (string, error) { return w.make(size).digest() }
