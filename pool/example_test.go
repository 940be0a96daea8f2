package pool_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"poolground/pool"
)

// Functions are registered in package variables, so that every worker knows them by name.
var (
	cube = pool.Func("cube", func(x int) int { return x * x * x })
	root = pool.FuncE("root", func(ctx context.Context, x int) (int, error) {
		for r := 0; r <= x; r++ {
			if r*r == x {
				return r, nil
			}
		}
		return 0, fmt.Errorf("%d is not a square", x)
	})
	greet = pool.Func2("greet", func(greeting, name string) string { return greeting + ", " + name })
	dice  = pool.Func0("dice", func() int { return 4 })
	setUp = pool.Func("setUp", func(path string) bool { return path != "" })
)

func Example() {
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{Workers: 4})
	if err != nil {
		fmt.Println(err)
		return
	}
	ys, err := pool.Map(ctx, p, cube, pool.Range(0, 6))
	fmt.Println(ys, err)
	p.Close()
	fmt.Println(p.Join(ctx))
	// Output:
	// [0 1 8 27 64 125] <nil>
	// <nil>
}

// withPool runs an example on a pool of three workers.
func withPool(f func(ctx context.Context, p *pool.Pool)) {
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{Workers: 3})
	if err != nil {
		panic(err)
	}
	f(ctx, p)
	p.Close()
	if err := p.Join(ctx); err != nil {
		panic(err)
	}
}

func ExampleMap() {
	withPool(func(ctx context.Context, p *pool.Pool) {
		fmt.Println(pool.Map(ctx, p, root, []int{1, 4, 9}))
		_, err := pool.Map(ctx, p, root, []int{1, 5, 9})
		var failed *pool.TaskError
		if errors.As(err, &failed) {
			fmt.Println("task", failed.Index, "of", failed.Function, "failed:", failed.Err)
		}
	})
	// Output:
	// [1 2 3] <nil>
	// task 1 of root failed: 5 is not a square
}

func ExampleMapAsync() {
	withPool(func(ctx context.Context, p *pool.Pool) {
		res := pool.MapAsync(ctx, p, cube, pool.Range(0, 4))
		fmt.Println("the caller goes on at once")
		waiting, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		fmt.Println(res.Get(waiting))
	})
	// Output:
	// the caller goes on at once
	// [0 1 8 27] <nil>
}

func ExampleStarmap() {
	withPool(func(ctx context.Context, p *pool.Pool) {
		pairs := pool.Zip([]string{"Hello", "Goodbye"}, []string{"Ada", "Grace"})
		fmt.Printf("%q\n", first(pool.Starmap(ctx, p, greet, pairs)))
	})
	// Output: ["Hello, Ada" "Goodbye, Grace"]
}

func first[T any](v T, _ error) T { return v }

func ExamplePartial() {
	withPool(func(ctx context.Context, p *pool.Pool) {
		fmt.Printf("%q\n", first(pool.Map(ctx, p, pool.Partial(greet, "Hello"), []string{"Ada", "Grace"})))
		fmt.Printf("%q\n", first(pool.Map(ctx, p, pool.PartialRight(greet, "Ada"), []string{"Hello", "Goodbye"})))
	})
	// Output:
	// ["Hello, Ada" "Hello, Grace"]
	// ["Hello, Ada" "Goodbye, Ada"]
}

func ExampleFunc0() {
	withPool(func(ctx context.Context, p *pool.Pool) {
		fmt.Println(pool.Map(ctx, p, dice, pool.Range(0, 3)))
	})
	// Output: [4 4 4] <nil>
}

func ExampleApply() {
	withPool(func(ctx context.Context, p *pool.Pool) { fmt.Println(pool.Apply(ctx, p, cube, 3)) })
	// Output: 27 <nil>
}

func ExampleIMap() {
	withPool(func(ctx context.Context, p *pool.Pool) {
		for y, err := range pool.IMap(ctx, p, root, slices.Values([]int{1, 2, 4})) {
			if err != nil {
				fmt.Println("failed:", errors.Unwrap(err))
				continue
			}
			fmt.Println(y)
		}
	})
	// Output:
	// 1
	// failed: 2 is not a square
	// 2
}

func ExampleKeepGoing() {
	withPool(func(ctx context.Context, p *pool.Pool) {
		ys, err := pool.Map(ctx, p, root, []int{1, 2, 4}, pool.KeepGoing())
		fmt.Println(ys, err != nil)
	})
	// Output: [1 0 2] true
}

func ExampleBind() {
	ctx := context.Background()
	p, err := pool.New(ctx, pool.Options{Workers: 2, Initializer: pool.Bind(setUp, "data.txt")})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(pool.Apply(ctx, p, cube, 2))
	p.Close()
	fmt.Println(p.Join(ctx))
	// Output:
	// 8 <nil>
	// <nil>
}
