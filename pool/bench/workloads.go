package bench

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"poolground/pool"
)

// tasks is how many tasks a job has, where its size is what each does.
const tasks = 256

func init() {
	Register(Definition[int, uint64]{
		Name: "spin", Stresses: "integer arithmetic, the same for each task",
		Func: pool.Func("bench.spin", spin), Plain: spin,
		Args: func(size int) []int { return slices.Repeat([]int{size * 100}, tasks) },
	})
	Register(Definition[int, uint64]{
		Name: "uneven", Stresses: "how tasks are shared out: the last takes 256 times as long as the first",
		Func: pool.Func("bench.uneven", spin), Plain: spin,
		Args: func(size int) []int {
			args := pool.Range(0, tasks)
			for i := range args {
				args[i] = (i + 1) * size
			}
			return args
		},
	})
	Register(Definition[tile, uint64]{
		Name: "mandelbrot", Stresses: "floating-point arithmetic, uneven as pictures are",
		Func: pool.Func("bench.mandelbrot", mandelbrot), Plain: mandelbrot,
		Args: func(size int) []tile {
			args := make([]tile, tasks)
			for i := range args {
				args[i] = tile{Row: i, Points: size}
			}
			return args
		},
	})
	Register(Definition[span, int]{
		Name: "primes", Stresses: "integer division and branches",
		Func: pool.Func("bench.primes", primes), Plain: primes, Limit: 1 << 22, // a check of 1 GiB
		Args: func(size int) []span {
			args := make([]span, tasks)
			for i := range args {
				args[i] = span{i * size, (i + 1) * size}
			}
			return args
		},
		Check: func(args []span, counts []int) error {
			return checkPrimes(args[len(args)-1].To, counts)
		},
	})
	Register(Definition[draws, int]{
		Name: "pi", Stresses: "random numbers and floating-point arithmetic",
		Func: pool.Func("bench.pi", pi), Plain: pi,
		Args: func(size int) []draws {
			args := make([]draws, tasks)
			for i := range args {
				args[i] = draws{Seed: uint64(i), N: size * 20}
			}
			return args
		},
		Check: checkPi,
	})
	Register(Definition[draws, [sha256.Size]byte]{
		Name: "sha256", Stresses: "the processor's instructions for hashing, or their lack",
		Func: pool.Func("bench.sha256", hash), Plain: hash, Limit: 1 << 22, // 256 MiB a worker
		Args: func(size int) []draws {
			args := make([]draws, tasks)
			for i := range args {
				args[i] = draws{Seed: uint64(i), N: size * 64}
			}
			return args
		},
	})
	Register(Definition[[]uint32, []uint32]{
		Name: "sort", Stresses: "comparisons and moves within a block, and the block's way there and back",
		Func: pool.Func("bench.sort", sorted), Plain: sorted, Limit: 1 << 16, // 512 MiB each way
		Args: func(size int) [][]uint32 {
			args := make([][]uint32, tasks)
			for i := range args {
				args[i] = make([]uint32, size*8)
				fill(uint64(i), args[i])
			}
			return args
		},
	})
	Register(Definition[string, map[string]int]{
		Name: "words", Stresses: "memory: text goes out, maps are filled and come back",
		Func: pool.Func("bench.words", words), Plain: words, Limit: 1 << 15, // 0.6 GB of text
		Args: func(size int) []string {
			args := make([]string, tasks)
			for i := range args {
				args[i] = text(uint64(i), size*16)
			}
			return args
		},
		Check: checkWords,
	})
	Register(Definition[[]byte, []byte]{
		Name: "echo", Stresses: "the way there and back, and nothing else",
		Func: pool.Func("bench.echo", echo), Plain: echo, Most: 1 << 10, Limit: 1 << 16, // 16 MiB each way, 1 GiB
		Args: func(size int) [][]byte {
			args := make([][]byte, tasks)
			for i := range args {
				args[i] = make([]byte, size*64)
				for k := range args[i] {
					args[i][k] = byte(i + k)
				}
			}
			return args
		},
	})
}

func spin(n int) uint64 {
	x := uint64(n) | 1
	for range n {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

// A tile is one row of the picture, of so many points.
type tile struct{ Row, Points int }

// mandelbrot sums up the steps that the points of a row take to escape. The conversions keep
// processors from fusing a product with the sum after it, which rounds otherwise: the result is the
// same everywhere.
func mandelbrot(t tile) (sum uint64) {
	const deepest = 200
	im := -1.25 + float64(2.5*float64(t.Row)/tasks)
	for i := range t.Points {
		re := -2 + float64(2.5*float64(i)/float64(t.Points))
		a, b := 0.0, 0.0
		n := 0
		for ; n < deepest && float64(a*a)+float64(b*b) <= 4; n++ {
			a, b = float64(a*a)-float64(b*b)+re, float64(2*a*b)+im
		}
		sum += uint64(n)
	}
	return sum
}

// A span is the numbers from From to To-1.
type span struct{ From, To int }

// primes counts the primes of a span by trial division.
func primes(s span) (count int) {
	for n := max(s.From, 2); n < s.To; n++ {
		if isPrime(n) {
			count++
		}
	}
	return count
}

func isPrime(n int) bool {
	for d := 2; d*d <= n; d++ {
		if n%d == 0 {
			return false
		}
	}
	return true
}

// checkPrimes counts the primes below n once more, with the sieve of Eratosthenes.
func checkPrimes(n int, counts []int) error {
	composite := make([]bool, n)
	want := 0
	for i := 2; i < n; i++ {
		if composite[i] {
			continue
		}
		want++
		for k := i * i; k < n; k += i {
			composite[k] = true
		}
	}
	got := 0
	for _, c := range counts {
		got += c
	}
	if got != want {
		return fmt.Errorf("bench: primes counts %d below %d, of which there are %d", got, n, want)
	}
	return nil
}

// Draws are N numbers of a generator.
type draws struct {
	Seed uint64
	N    int
}

// splitMix is the generator SplitMix64 of Steele, Lea and Flood, 2014: small, and the same
// everywhere.
func splitMix(state *uint64) uint64 {
	*state += 0x9e3779b97f4a7c15
	z := *state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// pi counts which of N random points of the unit square lie in the quarter circle.
func pi(d draws) (inside int) {
	state := d.Seed
	for range d.N {
		x := float64(splitMix(&state)>>11) / (1 << 53)
		y := float64(splitMix(&state)>>11) / (1 << 53)
		if float64(x*x)+float64(y*y) < 1 {
			inside++
		}
	}
	return inside
}

// checkPi allows six standard deviations.
func checkPi(args []draws, inside []int) error {
	n, hits := 0, 0
	for i := range args {
		n += args[i].N
		hits += inside[i]
	}
	// The variance of each point is p(1-p) with p = pi/4, 0.1686.
	expected, got := 0.7853981633974483*float64(n), float64(hits)
	if (got-expected)*(got-expected) > 36*0.1686*float64(n) {
		return fmt.Errorf("bench: pi comes out as %v", 4*got/float64(n))
	}
	return nil
}

// hash hashes N bytes of a generator, which the worker makes itself.
func hash(d draws) [sha256.Size]byte {
	state, block := d.Seed, make([]byte, 0, d.N+8)
	for len(block) < d.N {
		block = binary.LittleEndian.AppendUint64(block, splitMix(&state))
	}
	return sha256.Sum256(block[:d.N])
}

func fill(seed uint64, block []uint32) {
	for i := range block {
		block[i] = uint32(splitMix(&seed))
	}
}

// sorted leaves its argument as it is: a goroutine's is the caller's.
func sorted(block []uint32) []uint32 {
	block = slices.Clone(block)
	slices.Sort(block)
	return block
}

// text makes n words of a small vocabulary, some of which are more frequent than others.
func text(seed uint64, n int) string {
	var b strings.Builder
	for range n {
		r := splitMix(&seed)
		fmt.Fprintf(&b, "w%d ", (r>>32)%(1+r%1000))
	}
	return b.String()
}

func words(text string) map[string]int {
	counts := map[string]int{}
	for word := range strings.FieldsSeq(text) {
		counts[word]++
	}
	return counts
}

func checkWords(args []string, counts []map[string]int) error {
	for i, text := range args {
		total := 0
		for n := range maps.Values(counts[i]) {
			total += n
		}
		if total != strings.Count(text, " ") {
			return errors.New("bench: words loses some")
		}
	}
	return nil
}

func echo(b []byte) []byte { return b }
