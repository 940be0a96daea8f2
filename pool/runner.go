package pool

import "context"

// A runner calls a function on each of the arguments and stores its results. It counts in *pos
// those that finished, stops at the first that fails, with its error, and without one when asked.
// Runners are all of a function that depends on its types, and that programs have a copy of for
// each. Those that make them are not inlined: in a closure that is, the compiler inlines nothing,
// and the look at asked would be a call for each task.
type runner func(ctx context.Context, args arguments, results items, pos *int, asked *flag) error

//go:noinline
func runNone[R any](f func() R) runner {
	return func(_ context.Context, _ arguments, results items, pos *int, asked *flag) error {
		lo, rs := *pos, sliceOf[R](results)
		for i := range rs {
			rs[i] = f()
			*pos = lo + i + 1
			if asked.Load() {
				break
			}
		}
		return nil
	}
}

//go:noinline
func runOne[A, R any](f func(A) R) runner {
	return func(_ context.Context, args arguments, results items, pos *int, asked *flag) error {
		lo, as, rs := *pos, sliceOf[A](args.a), sliceOf[R](results)
		rs = rs[:len(as)]
		for i := range as {
			rs[i] = f(as[i])
			*pos = lo + i + 1
			if asked.Load() {
				break
			}
		}
		return nil
	}
}

//go:noinline
func runOneE[A, R any](f func(context.Context, A) (R, error)) runner {
	return func(ctx context.Context, args arguments, results items, pos *int, asked *flag) error {
		lo, as, rs := *pos, sliceOf[A](args.a), sliceOf[R](results)
		for i := range rs {
			r, err := f(ctx, as[i])
			if err != nil {
				return err
			}
			rs[i] = r
			*pos = lo + i + 1
			if asked.Load() {
				break
			}
		}
		return nil
	}
}

//go:noinline
func runTwo[A, B, R any](f func(A, B) R) runner {
	return func(_ context.Context, args arguments, results items, pos *int, asked *flag) error {
		lo, rs := *pos, sliceOf[R](results)
		for i := range rs {
			rs[i] = f(*(*A)(args.a.at(i)), *(*B)(args.b.at(i)))
			*pos = lo + i + 1
			if asked.Load() {
				break
			}
		}
		return nil
	}
}

//go:noinline
func runTwoE[A, B, R any](f func(context.Context, A, B) (R, error)) runner {
	return func(ctx context.Context, args arguments, results items, pos *int, asked *flag) error {
		lo, rs := *pos, sliceOf[R](results)
		for i := range rs {
			r, err := f(ctx, *(*A)(args.a.at(i)), *(*B)(args.b.at(i)))
			if err != nil {
				return err
			}
			rs[i] = r
			*pos = lo + i + 1
			if asked.Load() {
				break
			}
		}
		return nil
	}
}
