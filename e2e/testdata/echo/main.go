// Echo tests a link alone: the parent sends frames, the worker sends them back.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"poolground/pool"
	"poolground/wasm/webworker"
)

func main() {
	mode := flag.String("mode", "echo", "what to do")
	rounds := flag.Int("n", 200, "how often")
	size := flag.Int("size", 64, "bytes of a frame")
	workers := flag.Int("workers", 1, "how many")
	flag.Parse()
	if end, ok := webworker.Parent(); ok {
		serve(end)
		return
	}
	switch *mode {
	case "echo":
		echo(*rounds, *size)
	case "start":
		start(*rounds, *workers)
	case "nanotime":
		nanotime()
	}
}

func serve(end pool.Link) {
	for {
		frame, err := end.Receive()
		if err != nil {
			fmt.Println("receive:", err)
			os.Exit(3)
		}
		switch {
		case bytes.HasPrefix(frame, []byte("exit")):
			os.Exit(7)
		case bytes.HasPrefix(frame, []byte("gc")):
			runtime.GC()
		}
		if err := end.Send(frame); err != nil {
			os.Exit(4)
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

func echo(rounds, size int) {
	l, err := webworker.New(webworker.Options{}).Start(context.Background(), 0)
	check(err)
	frame := bytes.Repeat([]byte("x"), size)
	times := make([]time.Duration, rounds)
	total := time.Duration(0)
	for i := range rounds {
		t := time.Now()
		check(l.Send(frame))
		back, err := l.Receive()
		check(err)
		times[i] = time.Since(t)
		total += times[i]
		if len(back) != size || back[size-1] != 'x' {
			fmt.Println("wrong frame", len(back))
			os.Exit(1)
		}
		frame = back
	}
	slices.Sort(times)
	fmt.Println("round trip", size, "bytes, median", times[len(times)/2], "min", times[0], "mean", total/time.Duration(rounds))
	check(l.Send([]byte("exit")))
	_, err = l.Receive()
	fmt.Println(err)
}

func start(rounds, workers int) {
	times := make([]time.Duration, rounds)
	b := webworker.New(webworker.Options{})
	for i := range rounds {
		t := time.Now()
		links := make([]pool.Link, workers)
		for w := range links {
			l, err := b.Start(context.Background(), w)
			check(err)
			check(l.Send([]byte("x")))
			links[w] = l
		}
		for _, l := range links {
			_, err := l.Receive()
			check(err)
		}
		times[i] = time.Since(t)
		for _, l := range links {
			l.Kill()
		}
	}
	slices.Sort(times)
	fmt.Println("start", workers, "median", times[len(times)/2], "min", times[0])
}

func nanotime() {
	const n = 1_000_000
	t := time.Now()
	for range n {
		time.Since(t)
	}
	fmt.Println("time.Since", time.Since(t)/n)
	t = time.Now()
	for range n {
		time.Now()
	}
	fmt.Println("time.Now", time.Since(t)/n)
	steps := map[time.Duration]int{}
	last := time.Now()
	for range 200000 {
		now := time.Now()
		if d := now.Sub(last); d > 0 {
			steps[d]++
		}
		last = now
	}
	least := time.Hour
	for d := range steps {
		least = min(least, d)
	}
	fmt.Println("least step", least)
}
