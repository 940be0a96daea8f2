package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"poolground/pool"
)

// What one who waits for a result sees.
var waitChecks = []check{
	{"before and after", pool.Options{Workers: 1}, checkBeforeAndAfter},
	{"a deadline", pool.Options{Workers: 1}, checkDeadline},
	{"on done", pool.Options{Workers: 2}, checkOnDone},
	{"a panic in on done", pool.Options{Workers: 2, Stderr: reported}, checkOnDonePanic},
	{"the async forms", pool.Options{Workers: 3}, checkAsync},
}

func checkBeforeAndAfter(ctx context.Context, p *pool.Pool) error {
	ended := ended(ctx)
	for _, how := range []string{"", "fail"} {
		g := newGate()
		defer g.close()
		res := pool.ApplyAsync(ctx, p, holds, g.then(3, how))
		<-g.entered
		_, early := res.Successful()
		if res.Ready() || early != pool.ErrNotReady || res.Wait(ended) != context.Canceled {
			return fmt.Errorf("before: ready %t, %v", res.Ready(), early)
		}
		g.open()
		if err := res.Wait(ctx); err != nil {
			return err
		}
		ok, err := res.Successful()
		if !res.Ready() || ok != (how == "") || err != nil || res.Wait(ended) != nil {
			return fmt.Errorf("after %q: ready %t, successful %t, %v", how, res.Ready(), ok, err)
		}
		for range 2 { // a ready result wins over a context that has ended
			if y, err := res.Get(ended); ok && (y != 9 || err != nil) || !ok && !errors.Is(err, errOdd) {
				return fmt.Errorf("after %q: %d, %w", how, y, err)
			}
		}
	}
	return nil
}

func checkDeadline(ctx context.Context, p *pool.Pool) error {
	g := newGate()
	defer g.close()
	res := pool.ApplyAsync(ctx, p, holds, g.at(4))
	<-g.entered
	soon, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	if _, err := res.Get(soon); err != context.DeadlineExceeded || soon.Err() == nil || res.Ready() {
		return fmt.Errorf("at the deadline: %v, ready %t", err, res.Ready())
	}
	g.open()
	y, err := res.Get(ctx)
	if err := expect(y, err, 16); err != nil {
		return err
	}
	return expect(len(g.left), nil, 0)
}

func checkOnDone(ctx context.Context, p *pool.Pool) error {
	for _, how := range []string{"", "fail"} {
		g := newGate()
		defer g.close()
		res := pool.ApplyAsync(ctx, p, holds, g.then(5, how))
		<-g.entered
		calls := make(chan error, 8)
		note := func(y int, err error) {
			if !res.Ready() || (err == nil) != (how == "") || (y == 25) != (how == "") {
				err = fmt.Errorf("on done of %q: %d, %v, ready %t", how, y, err, res.Ready())
			} else {
				err = nil
			}
			calls <- err
		}
		res.OnDone(note)
		res.OnDone(note)
		if len(calls) > 0 {
			return errors.New("called early")
		}
		g.open()
		errs := []error{<-calls, <-calls}
		res.OnDone(note)
		errs = append(errs, <-calls, expect(len(calls), nil, 0))
		if err := errors.Join(errs...); err != nil {
			return err
		}
	}
	return nil
}

// A report is what was written for people, of which the first word is waited for.
type report struct {
	mu    sync.Mutex
	text  strings.Builder
	first chan struct{}
	tell  func()
}

func newReport() *report {
	r := &report{first: make(chan struct{})}
	r.tell = sync.OnceFunc(func() { close(r.first) })
	return r
}

func (r *report) Write(b []byte) (int, error) {
	defer r.tell()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(b)
}

func (r *report) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

var reported = newReport()

func checkOnDonePanic(ctx context.Context, p *pool.Pool) error {
	pool.ApplyAsync(ctx, p, square, 1).OnDone(func(int, error) { panic("in the callback") })
	<-reported.first
	if text := reported.String(); !strings.HasPrefix(text, "pool: panic in OnDone: in the callback\n") || !strings.Contains(text, "waits.go:") {
		return fmt.Errorf("reported %q", text)
	}
	return checkApply(ctx, p)
}

func checkAsync(ctx context.Context, p *pool.Pool) error {
	xs, ys := pool.Range(0, 100), pool.Range(100, 200)
	products := make([]int, len(xs))
	for i, x := range xs {
		products[i] = x * ys[i]
	}
	var applied []*pool.AsyncResult[int]
	for _, x := range xs {
		applied = append(applied, pool.ApplyAsync(ctx, p, square, x))
	}
	for _, options := range [][]pool.CallOption{nil, {pool.ChunkSize(20)}} {
		mapped := pool.MapAsync(ctx, p, square, xs, options...)
		starred := pool.StarmapAsync(ctx, p, mul, pool.Zip(xs, ys), options...)
		empty := pool.MapAsync(ctx, p, square, []int{}, options...)
		got, err := mapped.Get(ctx)
		errs := []error{expect(got, err, squaresOf(xs))}
		got, err = starred.Get(ctx)
		errs = append(errs, expect(got, err, products))
		got, err = empty.Get(ctx)
		if err := errors.Join(append(errs, expect(got, err, []int{}))...); err != nil {
			return err
		}
	}
	for i, r := range applied {
		y, err := r.Get(ctx)
		if err := expect(y, err, i*i); err != nil {
			return err
		}
	}
	return nil
}
