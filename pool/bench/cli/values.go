//go:build !js

package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"poolground/pool"
	"poolground/pool/bench"
	"poolground/pool/process"
)

// The types of the flags. Set's error says what is wanted; cobra puts the flag's name before it.

// A count is a whole number between 1 and most, or, where zero says what that means, 0.
type count struct {
	n, most int
	zero    string
}

func (c *count) Set(text string) error {
	n, err := strconv.Atoi(text)
	if least := c.least(); err != nil || n < least || n > c.most {
		return fmt.Errorf("want a whole number from %d to %d%s", least, c.most, c.zero)
	}
	c.n = n
	return nil
}

func (c *count) least() int {
	if c.zero != "" {
		return 0
	}
	return 1
}

func (c *count) String() string { return strconv.Itoa(c.n) }
func (c *count) Type() string   { return "number" }

// A list is several different whole numbers, as "1-4" or "1,2,8".
type list struct {
	numbers []int
	most    int
	example string
}

func (l *list) Set(text string) error {
	var numbers []int
	for part := range strings.SplitSeq(text, ",") {
		from, to, isRange := strings.Cut(part, "-")
		first, err := strconv.Atoi(strings.TrimSpace(from))
		last := first
		if isRange && err == nil {
			last, err = strconv.Atoi(strings.TrimSpace(to))
		}
		if err != nil || first < 1 || last < first || last > l.most {
			return l.wanted()
		}
		for n := first; n <= last; n++ {
			if slices.Contains(numbers, n) {
				return fmt.Errorf("%d stands there twice", n)
			}
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	l.numbers = numbers
	return nil
}

func (l *list) wanted() error {
	return fmt.Errorf("want whole numbers from 1 to %d, as %s", l.most, l.example)
}

func (l *list) String() string {
	if first, last := l.numbers[0], l.numbers[len(l.numbers)-1]; len(l.numbers) > 2 && last-first == len(l.numbers)-1 {
		return fmt.Sprintf("%d-%d", first, last)
	}
	texts := make([]string, len(l.numbers))
	for i, n := range l.numbers {
		texts[i] = strconv.Itoa(n)
	}
	return strings.Join(texts, ",")
}

func (l *list) Type() string { return "numbers" }

// A span of time is between a millisecond and an hour.
type span struct{ time.Duration }

func (s *span) Set(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Millisecond || d > time.Hour {
		return errors.New("want a time from 1ms to 1h, as 500ms or 2s")
	}
	s.Duration = d
	return nil
}

func (s *span) Type() string { return "time" }

// A chartFile is a name whose ending says what is written.
type chartFile string

func (f *chartFile) Set(name string) error {
	if ext := filepath.Ext(name); ext != ".html" && ext != ".svg" {
		return errors.New("want a file that ends in .html or .svg")
	}
	*f = chartFile(name)
	return nil
}

func (f *chartFile) String() string { return string(*f) }
func (f *chartFile) Type() string   { return "file" }

// A workload is one that is registered.
type workload struct{ bench.Workload }

func (w *workload) Set(name string) (err error) {
	if w.Workload, err = bench.Lookup(name); err != nil {
		return fmt.Errorf("want one of %s", strings.Join(workloadNames(), ", "))
	}
	return nil
}

func (w *workload) String() string { return w.Name }
func (w *workload) Type() string   { return "name" }

func workloadNames() []string {
	var names []string
	for _, w := range bench.Workloads() {
		names = append(names, w.Name)
	}
	return names
}

const (
	goroutines = "goroutines"
	processes  = "processes"
)

// A backend is where workers run.
type backend struct{ name string }

func (b *backend) Set(name string) error {
	switch {
	case !slices.Contains(backendNames(), name):
		return fmt.Errorf("want %s", strings.Join(backendNames(), " or "))
	}
	b.name = name
	return nil
}

func (b *backend) String() string { return b.name }
func (b *backend) Type() string   { return "name" }

func (b *backend) backend() pool.Backend {
	if b.name == processes {
		return process.New(process.Options{})
	}
	return pool.Goroutines()
}

// backendNames are those that this system has.
func backendNames() []string {
	if runtime.GOOS == "windows" || runtime.GOOS == "plan9" {
		return []string{goroutines}
	}
	return []string{goroutines, processes}
}
