package pool_test

import (
	"context"
	"errors"
	"slices"
	"sync"

	"poolground/pool"
)

var (
	pools sync.Map
	// nests uses a pool inside a task, with a context that comes from the task's.
	nests = pool.FuncE("t.nests", func(ctx context.Context, how [2]int) (int, error) {
		v, _ := pools.Load(how[0])
		p := v.(*pool.Pool)
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		var err error
		switch how[1] {
		case 0:
			_, err = pool.New(ctx, pool.Options{})
		case 1:
			_, err = pool.Map(ctx, p, square, []int{1})
		case 2:
			_, err = pool.MapAsync(ctx, p, square, nil).Get(ctx)
		case 3:
			_, err = pool.Apply(ctx, p, square, 1)
		case 4:
			for _, err = range pool.IMap(ctx, p, square, slices.Values([]int{1})) {
			}
		case 5:
			_, err = pool.Starmap(ctx, p, mul, pool.Zip([]int{1}, []int{1}))
		}
		return 0, err
	})
)

func isNested(err error, e **pool.TaskError) bool {
	return errors.Is(err, pool.ErrNested) && errors.As(err, e)
}
