// Command language uses much of Go without a pool, and prints the same wherever it runs.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

type animal interface{ Sound() string }

type named struct {
	Name string `json:"name"`
}

func (n *named) Rename(to string) { n.Name = to }
func (n named) Hello() string     { return "I am " + n.Name }

type dog struct {
	named
	Age int `json:"age,omitempty"`
}

func (dog) Sound() string { return "woof" }

type number interface{ ~int | ~float64 }

func sum[T number](xs iter.Seq[T]) (total T) {
	for x := range xs {
		total += x
	}
	return total
}

type stack[T any] struct{ items []T }

func (s *stack[T]) push(x T) { s.items = append(s.items, x) }

func (s *stack[T]) all() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i, x := range slices.Backward(s.items) {
			if !yield(i, x) {
				return
			}
		}
	}
}

func main() {
	for _, part := range []func(){goroutines, selects, timers, random, mapsAndSorting, generics, reflection, embedding, failures} {
		part()
	}
}

func goroutines() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for i := range 100 {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			total += i
		})
	}
	wg.Wait()
	fmt.Println("goroutines", total)
}

func selects() {
	numbers, done := make(chan int), make(chan struct{})
	go func() {
		defer close(done)
		for i := range 3 {
			numbers <- i
		}
	}()
	for got := []int{}; ; {
		select {
		case n := <-numbers:
			got = append(got, n)
		case <-done:
			fmt.Println("select", got)
			return
		}
	}
}

func timers() {
	began := time.Now()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	<-tick.C
	<-tick.C
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	<-ctx.Done()
	time.Sleep(time.Millisecond)
	stopped := time.AfterFunc(time.Hour, func() {}).Stop()
	fmt.Println("timers", time.Since(began) >= 5*time.Millisecond, ctx.Err(), stopped)
}

func random() {
	r := rand.New(rand.NewPCG(1, 2))
	fmt.Println("rand", r.IntN(100), r.Perm(5), rand.IntN(10) < 10)
}

func mapsAndSorting() {
	ages := map[string]int{"b": 2, "a": 1, "c": 3}
	delete(ages, "b")
	keys := slices.SortedFunc(maps.Keys(ages), func(a, b string) int { return cmp.Compare(b, a) })
	fmt.Println("maps", ages, keys, len(ages))
	clear(ages)
	fmt.Println(ages)
}

func generics() {
	var s stack[string]
	s.push("first")
	s.push("second")
	for i, x := range s.all() {
		fmt.Print(i, "=", x, " ")
	}
	next, stop := iter.Pull(slices.Values([]float64{1.5, 2}))
	defer stop()
	x, ok := next()
	fmt.Println("generics", sum(slices.Values([]int{1, 2, 3})), x, ok)
}

func reflection() {
	t := reflect.TypeFor[dog]()
	for i := range t.NumField() {
		fmt.Print(t.Field(i).Name, ":", t.Field(i).Tag.Get("json"), " ")
	}
	text, err := json.Marshal(dog{named{"Rex"}, 3})
	var back dog
	fmt.Println("reflection", t.NumMethod(), string(text), err, json.Unmarshal(text, &back), back)
}

func embedding() {
	d := dog{named{"Rex"}, 3}
	d.Rename("Ada")
	var a animal = d
	fmt.Println("embedded", d.Hello(), a.Sound())
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, strings.Repeat("x", 10)+"\taligned\nx\taligned")
	w.Flush()
}

var errOdd = errors.New("odd")

func failures() {
	defer func() { fmt.Println("recovered:", recover()) }()
	err := fmt.Errorf("three is %w", errOdd)
	fmt.Println("errors", errors.Is(err, errOdd), err)
	var none []int
	fmt.Println(none[len(os.Args)+4])
}
