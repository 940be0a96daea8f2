package pool_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"poolground/pool"
)

// What a person reads says what failed, on which item, in which worker, and what to do.

const tryAgain = "; with Retries another worker would try the task"

var waitsInVain = pool.FuncE("t.waitsInVain", func(ctx context.Context, _ int) (int, error) {
	<-ctx.Done()
	return 0, ctx.Err()
})

var returnsFunc = pool.Func("t.returnsFunc", func(int) withFunc { return withFunc{} })

// texts are errors by what they say.
var texts = map[string]func(ctx context.Context, w *world, p *pool.Pool) error{
	"pool: closed, it takes no new jobs, so submit before Close or make another pool": func(ctx context.Context, _ *world, p *pool.Pool) error {
		p.Close()
		return mapping(ctx, p)
	},
	"pool: terminated by Terminate or the end of New's context, where Close would have let jobs finish": func(ctx context.Context, _ *world, p *pool.Pool) error {
		p.Terminate()
		return mapping(ctx, p)
	},
	"pool: still open, call Close or Terminate before Join": func(ctx context.Context, _ *world, p *pool.Pool) error {
		return p.Join(ctx)
	},
	"pool: the result is not ready yet, call Wait or Get first": func(ctx context.Context, _ *world, p *pool.Pool) error {
		res := pool.ApplyAsync(ctx, p, waitsInVain, 1)
		defer res.Cancel()
		_, err := res.Successful()
		return err
	},
	"pool: job canceled": func(ctx context.Context, _ *world, p *pool.Pool) error {
		res := pool.ApplyAsync(ctx, p, waitsInVain, 1)
		res.Cancel()
		_, err := res.Get(ctx)
		return err
	},
	"pool: job canceled: context canceled": func(ctx context.Context, _ *world, p *pool.Pool) error {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		return mapping(ctx, p)
	},
	"pool: t.poolInTask, task 0, worker 0: a worker cannot use a pool, let the parent submit the job": func(ctx context.Context, _ *world, p *pool.Pool) error {
		_, err := pool.Apply(ctx, p, poolInTask, 1)
		return err
	},
	"pool: t.suicidal, task 2, worker 0: worker died: exit status 7" + tryAgain: func(ctx context.Context, w *world, p *pool.Pool) error {
		_, err := pool.Map(ctx, p, suicidal, w.fatalAt(4, 2), pool.ChunkSize(1))
		return err
	},
	"pool: t.suicidal, task 2, worker 0: worker died: exit status 7; so did the workers of its 2 retries, so look for the fault in the task": func(ctx context.Context, w *world, p *pool.Pool) error {
		_, err := pool.Map(ctx, p, suicidal, w.fatalAt(4, 2), pool.ChunkSize(1), pool.Retries(2))
		return err
	},
	"pool: t.waitsInVain, task 0, worker 0: task timed out: it ran longer than its TaskTimeout of 1ms and lost its worker": func(ctx context.Context, _ *world, p *pool.Pool) error {
		_, err := pool.Apply(ctx, p, waitsInVain, 1, pool.TaskTimeout(time.Millisecond))
		return err
	},
	"pool: t.panicky, task 1, worker 0: the task called runtime.Goexit, let it return an error instead": func(ctx context.Context, _ *world, p *pool.Pool) error {
		_, err := pool.Map(ctx, p, panicky, []string{"fine", "goexit"})
		return err
	},
	"pool: t.panicky, task 1, worker 0: panic: a text": func(ctx context.Context, _ *world, p *pool.Pool) error {
		_, err := pool.Map(ctx, p, panicky, []string{"fine", "text"})
		return err
	},
	"pool: t.returnsFunc, task 0, worker 0: cannot encode pool_test.withFunc: pool_test.withFunc.F is a func, which only means something in its own program, so send what a worker can make it from": func(ctx context.Context, _ *world, p *pool.Pool) error {
		_, err := pool.Apply(ctx, p, returnsFunc, 1)
		return err
	},
	"pool: t.loops, task 0: cannot encode pool_test.loop: pool_test.loop leads back to itself, a cycle, so send indexes or names in place of pointers": func(ctx context.Context, _ *world, p *pool.Pool) error {
		_, err := pool.Apply(ctx, p, takesLoop, loopOf())
		return err
	},
	"pool: the function is a zero value, make it with pool.Func or its kin": func(ctx context.Context, _ *world, p *pool.Pool) error {
		_, err := pool.Apply(ctx, p, pool.Function[int, int]{}, 1)
		return err
	},
	"pool: chunk size 0, want 1 or more": func(ctx context.Context, _ *world, p *pool.Pool) error {
		return mapping(ctx, p, pool.ChunkSize(0))
	},
	"pool: -1 retries, want 0 or more": func(ctx context.Context, _ *world, p *pool.Pool) error {
		return mapping(ctx, p, pool.Retries(-1))
	},
	"pool: task timeout 0s, want more than 0": func(ctx context.Context, _ *world, p *pool.Pool) error {
		return mapping(ctx, p, pool.TaskTimeout(0))
	},
	"pool: OnProgress of a nil function": func(ctx context.Context, _ *world, p *pool.Pool) error {
		return mapping(ctx, p, pool.OnProgress(nil))
	},
	"pool: -1 workers, want 1 or more, or 0 for one a core": func(ctx context.Context, _ *world, _ *pool.Pool) error {
		_, err := pool.New(ctx, pool.Options{Workers: -1})
		return err
	},
	"pool: 65537 workers, want 65536 or fewer": func(ctx context.Context, _ *world, _ *pool.Pool) error {
		_, err := pool.New(ctx, pool.Options{Workers: 1<<16 + 1})
		return err
	},
	"pool: MaxChunksPerWorker is -1, want 1 or more, or 0 for no limit": func(ctx context.Context, _ *world, _ *pool.Pool) error {
		_, err := pool.New(ctx, pool.Options{MaxChunksPerWorker: -1})
		return err
	},
	`pool: function "nobody" is not registered in the worker, register it in a package variable`: func(context.Context, *world, *pool.Pool) error {
		return pool.LookupInWorker("nobody")
	},
	`pool: function "t.suicidal" is registered twice, give one another name`: func(context.Context, *world, *pool.Pool) error {
		return panicOf(func() { pool.Func("t.suicidal", func(int) int { return 0 }) })
	},
	"pool: a function is registered without a name, by which workers would know it": func(context.Context, *world, *pool.Pool) error {
		return panicOf(func() { pool.Func("", func(int) int { return 0 }) })
	},
	`pool: error "t.errKnown" is registered twice, give one another name`: func(context.Context, *world, *pool.Pool) error {
		return panicOf(func() { pool.RegisterError("t.errKnown", errUnknown) })
	},
	"pool: worker died: no worker can be started: no such file": func(ctx context.Context, _ *world, _ *pool.Pool) error {
		return mappingWith(ctx, pool.Options{Workers: 1, Backend: noBackend{}})
	},
	"pool: worker died: the initializer failed: t.panicky, worker 0: panic: a text": func(ctx context.Context, w *world, _ *pool.Pool) error {
		return mappingWith(ctx, pool.Options{Workers: 1, Backend: w, Initializer: pool.Bind(panicky, "text")})
	},
}

var poolInTask = pool.FuncE("t.poolInTask", func(ctx context.Context, _ int) (int, error) {
	_, err := pool.New(ctx, pool.Options{})
	return 0, err
})

var takesLoop = pool.Func("t.loops", func(l loop) int { return len(l) })

// noBackend starts no worker.
type noBackend struct{}

func (noBackend) Start(context.Context, int) (pool.Link, error) { return nil, errStart }

func mapping(ctx context.Context, p *pool.Pool, o ...pool.CallOption) error {
	_, err := pool.Map(ctx, p, square, pool.Range(0, 4), o...)
	return err
}

func mappingWith(ctx context.Context, o pool.Options) error {
	p, err := pool.New(ctx, o)
	if err != nil {
		return err
	}
	err = mapping(ctx, p)
	p.Close()
	return errors.Join(err, p.Join(ctx))
}

func panicOf(f func()) (err error) {
	defer func() { err = errors.New(fmt.Sprint(recover())) }()
	f()
	return nil
}

func TestErrorTexts(t *testing.T) {
	for want, cause := range texts {
		t.Run(want, func(t *testing.T) {
			w := newWorld(t)
			if got := fmt.Sprint(cause(patient(t), w, w.pool(t, 1))); got != want {
				t.Errorf("got\n%s", got)
			}
		})
	}
}
