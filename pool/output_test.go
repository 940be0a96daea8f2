package pool_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"poolground/pool"
)

// says writes to its worker's output, which a link would read off a pipe.
var says = pool.FuncE("t.says", func(ctx context.Context, a saying) (int, error) {
	v, _ := worlds.Load(a.World)
	l := v.(*world).link(pool.Worker(ctx))
	for _, s := range a.Out {
		_ = l.up.put(pool.OutputFrame(1, []byte(s)))
	}
	for _, s := range a.Err {
		_ = l.up.put(pool.OutputFrame(2, []byte(s)))
	}
	if a.Dies {
		l.die(errCrash)
		<-ctx.Done()
	}
	if a.Fails {
		return 0, errPicky
	}
	return 1, nil
})

type saying struct {
	World       int
	Out, Err    []string
	Dies, Fails bool
}

func TestOutputComesInWholeLinesBeforeTheResult(t *testing.T) {
	long := strings.Repeat("long", 30_000)
	for name, c := range map[string]struct {
		say      saying
		out, err string
	}{
		"a line":          {saying{Out: []string{"hello\n"}}, "hello\n", ""},
		"pieces":          {saying{Out: []string{"he", "llo\nwo", "rld\n"}, Err: []string{"e", "\n"}}, "hello\nworld\n", "e\n"},
		"a partial line":  {saying{Out: []string{"a\nb"}, Err: []string{"c"}}, "a\nb\n", "c\n"},
		"empty":           {saying{Out: []string{"", "\n", ""}}, "\n", ""},
		"a long line":     {saying{Out: []string{long, long, long + "\nx"}}, long + long + long + "\nx\n", ""},
		"not text":        {saying{Out: []string{"\xff\x00\n"}}, "\xff\x00\n", ""},
		"before failing":  {saying{Out: []string{"a\nb"}, Fails: true}, "a\nb\n", ""},
		"before dying":    {saying{Out: []string{"a\nb"}, Err: []string{"fatal: x\ny"}, Dies: true}, "a\nb\n", "fatal: x\ny\n"},
		"with blank ends": {saying{Out: []string{"a\n\n\n", "\n"}}, "a\n\n\n\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			out, errOut := newLockedBuffer(), newLockedBuffer()
			p := newPool(t, pool.Options{Workers: 1, Backend: w, Stdout: out, Stderr: errOut})
			c.say.World = w.id
			_, err := pool.Apply(patient(t), p, says, c.say)
			if (err != nil) != (c.say.Fails || c.say.Dies) {
				t.Error(err)
			}
			if out.String() != c.out || errOut.String() != c.err {
				t.Errorf("out %.100q, want %.100q; err %.100q, want %.100q", out.String(), c.out, errOut.String(), c.err)
			}
		})
	}
}

func TestOutputOfManyWorkersKeepsItsLines(t *testing.T) {
	w := newWorld(t)
	var out unlockedWriter
	p := newPool(t, pool.Options{Workers: 4, Backend: w, Stdout: &out, Stderr: &out})
	args := make([]saying, 200)
	for i := range args {
		line := fmt.Sprintf("line %03d\n", i)
		args[i] = saying{World: w.id, Out: []string{line[:3], line[3:7], line[7:]}, Err: []string{line[:5], line[5:]}}
	}
	if _, err := pool.Map(patient(t), p, says, args, pool.ChunkSize(3)); err != nil {
		t.Error(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.text.String(), "\n"), "\n")
	seen := map[string]int{}
	for _, l := range lines {
		seen[l]++
	}
	if len(lines) != 400 || len(seen) != 200 {
		t.Errorf("%d lines, %d different", len(lines), len(seen))
	}
}

// An unlockedWriter is not safe for concurrent use: the race detector sees to it that the pool
// serialises its writes, to both streams together.
type unlockedWriter struct{ text strings.Builder }

func (u *unlockedWriter) Write(p []byte) (int, error) { return u.text.Write(p) }

func TestAWriterThatFailsHarmsNoJob(t *testing.T) {
	w := newWorld(t)
	p := newPool(t, pool.Options{Workers: 1, Backend: w, Stdout: brokenWriter{}, Stderr: brokenWriter{}})
	same(t, 1)(pool.Apply(patient(t), p, says, saying{World: w.id, Out: []string{"a\n"}, Err: []string{"b"}}))
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }
