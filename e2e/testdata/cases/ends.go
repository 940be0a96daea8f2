package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"poolground/pool"
	"poolground/wasm/webworker"
)

// How pools, workers and jobs end.
var endChecks = []check{
	{"two large errors", pool.Options{Workers: 2}, checkLargeErrors},
	{"a crash after close", pool.Options{Workers: 2}, checkCrashAfterClose},
	{"recycling after 10 chunks", pool.Options{Workers: 2, MaxChunksPerWorker: 10}, checkTens},
	{"recycling after close", pool.Options{Workers: 2, MaxChunksPerWorker: 1}, checkRecyclingAfterClose},
	{"join before close", pool.Options{Workers: 2}, checkJoinFirst},
	{"close again", pool.Options{Workers: 2}, checkCloseAgain},
	{"terminate again", pool.Options{Workers: 2}, checkTerminateAgain},
	{"a context in each phase", pool.Options{Workers: 1}, checkContexts},
}

// checkLargeErrors has two errors of megabytes come at the same time, while the pool ends.
func checkLargeErrors(ctx context.Context, p *pool.Pool) error {
	g := newGate()
	defer g.close()
	var results []*pool.AsyncResult[int]
	for i := range 2 {
		results = append(results, pool.ApplyAsync(ctx, p, holds, g.then(i, "fail large")))
	}
	<-g.entered
	<-g.entered
	g.open()
	p.Close()
	if err := p.Join(ctx); err != nil {
		return err
	}
	for _, r := range results {
		_, err := r.Get(ctx)
		var task *pool.TaskError
		if !errors.As(err, &task) || !errors.Is(err, errOdd) {
			return fmt.Errorf("got %.99v", err)
		}
		if err := expect(len(task.Err.Error()), nil, len(errHeld.Error())+1+largeError); err != nil {
			return err
		}
	}
	return nil
}

func checkCrashAfterClose(ctx context.Context, p *pool.Pool) error {
	g := newGate()
	defer g.close()
	crash := pool.ApplyAsync(ctx, p, holds, g.then(0, "exit"))
	other := pool.ApplyAsync(ctx, p, holds, g.at(3))
	<-g.entered
	<-g.entered
	queued := pool.MapAsync(ctx, p, square, pool.Range(0, 10), pool.ChunkSize(1))
	p.Close()
	g.open()
	if err := p.Join(ctx); err != nil {
		return err
	}
	_, err := crash.Get(ctx)
	if !errors.Is(err, pool.ErrWorkerDied) || !strings.Contains(err.Error(), "exited with code 3") {
		return fmt.Errorf("the crash gives %w", err)
	}
	y, err := other.Get(ctx)
	if err := expect(y, err, 9); err != nil {
		return err
	}
	ys, err := queued.Get(ctx)
	return expect(ys, err, squaresOf(pool.Range(0, 10)))
}

// identity tells one worker, or the parent, from all others.
var identity = rand.Uint64()

// A stamped is a result and who made it.
type stamped struct {
	N  int
	By uint64
}

var stamps = pool.Func("stamps", func(x int) stamped { return stamped{x * x, identity} })

func checkTens(ctx context.Context, p *pool.Pool) error {
	const tasks, life = 100, 10
	results, err := pool.Map(ctx, p, stamps, pool.Range(0, tasks), pool.ChunkSize(1))
	if err != nil {
		return err
	}
	chunks := map[uint64]int{identity: life}
	for i, r := range results {
		chunks[r.By]++
		if r.N != i*i || chunks[r.By] > life {
			return fmt.Errorf("task %d gives %d, from a worker that has run %d", i, r.N, chunks[r.By])
		}
	}
	if workers := len(chunks) - 1; workers < tasks/life {
		return fmt.Errorf("%d tasks had %d workers", tasks, workers)
	}
	return nil
}

func checkRecyclingAfterClose(ctx context.Context, p *pool.Pool) error {
	g := newGate()
	defer g.close()
	args := make([]held, 12)
	for i := range args {
		args[i] = g.at(i)
	}
	res := pool.MapAsync(ctx, p, holds, args, pool.ChunkSize(1))
	<-g.entered
	p.Close()
	if queued := p.Stats().Queued; queued < 10 {
		return fmt.Errorf("%d chunks are queued, want 10 or more", queued)
	}
	g.open()
	if err := p.Join(ctx); err != nil {
		return err
	}
	ys, err := res.Get(ctx)
	return expect(ys, err, squaresOf(pool.Range(0, 12)))
}

func checkJoinFirst(ctx context.Context, p *pool.Pool) error {
	if err := p.Join(ctx); err != pool.ErrNotClosed {
		return fmt.Errorf("join of an open pool: %v", err)
	}
	if _, err := pool.New(ctx, pool.Options{Workers: -1}); err == nil || err.Error() != "pool: -1 workers, want 1 or more, or 0 for one a core" {
		return fmt.Errorf("-1 workers: %v", err)
	}
	return checkApply(ctx, p)
}

func checkCloseAgain(ctx context.Context, p *pool.Pool) error {
	for range 3 {
		p.Close()
		if err := errors.Join(refused(ctx, p, pool.ErrClosed), p.Join(ctx)); err != nil {
			return err
		}
	}
	p.Terminate()
	return errors.Join(refused(ctx, p, pool.ErrTerminated), p.Join(ctx))
}

func checkTerminateAgain(ctx context.Context, p *pool.Pool) error {
	for range 3 {
		p.Terminate()
		p.Close()
		if err := errors.Join(refused(ctx, p, pool.ErrTerminated), p.Join(ctx)); err != nil {
			return err
		}
	}
	return nil
}

// refused sees that no kind of job is taken, be its input empty or not.
func refused(ctx context.Context, p *pool.Pool, want error) error {
	_, err := pool.Apply(ctx, p, square, 1)
	errs := []error{err}
	for _, xs := range [][]int{{}, {1, 2}} {
		_, err := pool.Map(ctx, p, square, xs)
		errs = append(errs, err)
		_, err = pool.MapAsync(ctx, p, square, xs).Get(ctx)
		errs = append(errs, err)
		_, err = pool.Starmap(ctx, p, mul, pool.Zip(xs, xs))
		errs = append(errs, err)
		for _, err := range pool.IMap(ctx, p, square, slices.Values(xs)) {
			errs = append(errs, err)
		}
	}
	if err := expect(len(errs), nil, 9); err != nil {
		return err
	}
	for i, err := range errs {
		if err != want {
			return fmt.Errorf("job %d: got %v, want %v", i, err, want)
		}
	}
	return nil
}

// checkContexts ends the context of a job before it begins, in the queue, while it runs and when
// it is over.
func checkContexts(ctx context.Context, p *pool.Pool) error {
	g := newGate()
	defer g.close()
	_, err := pool.Map(ended(ctx), p, square, pool.Range(0, 4))
	errs := []error{refuse(err, pool.ErrJobCanceled), refuse(err, context.Canceled)}

	own, cancel := context.WithCancel(ctx)
	running := pool.ApplyAsync(own, p, holds, g.at(1))
	<-g.entered
	waiting, cancelWaiting := context.WithCancel(ctx)
	queued := pool.ApplyAsync(waiting, p, holds, g.at(2))
	cancelWaiting()
	_, err = queued.Get(ctx)
	errs = append(errs, refuse(err, pool.ErrJobCanceled), refuse(err, context.Canceled))

	cancel()
	_, err = running.Get(ctx)
	errs = append(errs, refuse(err, pool.ErrJobCanceled), refuse(err, context.Canceled), expect(<-g.left, nil, 1))

	own, cancel = context.WithCancel(ctx)
	over := pool.ApplyAsync(own, p, square, 3)
	errs = append(errs, over.Wait(ctx))
	cancel()
	y, err := over.Get(own)
	errs = append(errs, expect(y, err, 9), expect(len(g.entered), nil, 0), checkApply(ctx, p))
	return errors.Join(errs...)
}

func ended(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return ctx
}

// A patchy backend starts a worker in each even slot; in the others there is no script, or not
// even a start.
type patchy struct{ good, bad pool.Backend }

var errNoStart = errors.New("no start today")

func (b patchy) Start(ctx context.Context, slot int) (pool.Link, error) {
	switch slot {
	case 1:
		return b.bad.Start(ctx, slot)
	case 3:
		return nil, errNoStart
	}
	return b.good.Start(ctx, slot)
}

// someStart shows that a pool works with those workers that can be started.
func someStart(ctx context.Context) error {
	died := [4]chan error{}
	for i := range died {
		died[i] = make(chan error, 1024)
	}
	o := pool.Options{Workers: 4, Backend: patchy{webworker.New(webworker.Options{}), webworker.New(webworker.Options{Script: "/missing.js"})},
		OnEvent: func(e pool.Event) {
			if e.Kind == pool.WorkerDied {
				died[e.Worker] <- e.Err
			}
		}}
	return with(ctx, o, func(p *pool.Pool) error {
		for range 2 {
			ys, err := pool.Map(ctx, p, square, pool.Range(0, 100), pool.ChunkSize(1))
			if err := expect(ys, err, squaresOf(pool.Range(0, 100))); err != nil {
				return err
			}
			fmt.Println("right, though", <-died[1], "and", <-died[3])
		}
		return expect(len(died[0])+len(died[2]), nil, 0)
	})
}
