//go:build unix

package process_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"poolground/pool"
)

// What becomes of a job whose worker dies: how it dies, and at which point of a task's life.

// A bomb ends its worker at one point of the life of its task. It travels as the type's own
// marshalers say, which are the points before and behind the task.
type bomb struct {
	N       int
	At, How string
	Pid     int
}

type bombs map[string]bomb

const inWorker = "worker"

func (b bomb) goOff(at string) {
	if b.At == at && os.Getenv(inWorker) != "" {
		die(b.How)
	}
}

func die(how string) {
	switch how {
	case "exit":
		os.Exit(7)
	case "kill":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	case "panic":
		go panicElsewhere()
	}
	select {}
}

func panicElsewhere() { panic("in a goroutine of the task's") }

func (b bomb) MarshalBinary() ([]byte, error) {
	b.goOff("encoding")
	type plain bomb
	return json.Marshal(plain(b))
}

func (b *bomb) UnmarshalBinary(data []byte) error {
	type plain bomb
	err := json.Unmarshal(data, (*plain)(b))
	b.goOff("decoding")
	if b.At == "decoding its result" && os.Getenv(inWorker) == "" {
		_ = syscall.Kill(b.Pid, syscall.SIGKILL)
	}
	return err
}

var explode = pool.Func("explode", func(bs bombs) bombs {
	b := bs["b"]
	b.goOff("running")
	b.Pid = os.Getpid()
	return bombs{"b": b}
})

var reasons = map[string]string{
	"exit":  "exited with code 7",
	"kill":  "killed by signal 9 (killed)",
	"panic": "exited with code 2: panic: in a goroutine of the task's",
}

func TestAWorkerDiesAtEachPointOfATasksLife(t *testing.T) {
	checkNothingLeft(t)
	var errOut lockedBuffer
	p := startWith(t, marked(), pool.Options{Stderr: &errOut})
	for _, at := range []string{"decoding", "running", "encoding"} {
		for how, reason := range reasons {
			args := make([]bombs, 6)
			for i := range args {
				args[i] = bombs{"b": {N: i}}
			}
			args[3] = bombs{"b": {N: 3, At: at, How: how}}
			ys, err := pool.Map(t.Context(), p, explode, args, pool.ChunkSize(1), pool.KeepGoing())
			var e *pool.TaskError
			if !errors.Is(err, pool.ErrWorkerDied) || !errors.As(err, &e) || e.Index != 3 ||
				e.Error() != fmt.Sprintf("pool: explode, task 3, worker %d: worker died: %s; with Retries another worker would try the task", e.Worker, reason) {
				t.Errorf("%s while %s: %v", how, at, err)
				continue
			}
			if how == "panic" != strings.HasPrefix(e.Stack, "poolground/pool/process_test.panicElsewhere()") {
				t.Errorf("%s while %s: stack\n%s", how, at, e.Stack)
			}
			for i, y := range ys {
				if i != 3 && y["b"].N != i {
					t.Errorf("%s while %s, item %d: %v", how, at, i, y)
				}
			}
		}
	}
	if !strings.Contains(errOut.String(), "panic: in a goroutine of the task's") {
		t.Error("what a crash printed did not arrive")
	}
}

func TestAWorkerDiesWhileItsResultIsDecoded(t *testing.T) {
	checkNothingLeft(t)
	p := startWith(t, marked(), pool.Options{})
	for i := range 10 {
		ys, err := pool.Map(t.Context(), p, explode, []bombs{{"b": {N: i, At: "decoding its result"}}, {"b": {N: -i}}}, pool.ChunkSize(1))
		if err != nil && !errors.Is(err, pool.ErrWorkerDied) || err == nil && ys[0]["b"].N != i {
			t.Error(ys, err)
		}
	}
}

var killsAt = pool.Func("killsAt", func(a []byte) []byte {
	if len(a) > 0 && a[0] == 1 {
		time.AfterFunc(time.Duration(a[1])*100*time.Microsecond, func() { die("kill") })
	}
	return a
})

func TestACrashWithMegabytesInFlight(t *testing.T) {
	checkNothingLeft(t)
	p := start(t, pool.Options{})
	for round := range 6 {
		args := make([][]byte, 12)
		for i := range args {
			args[i] = make([]byte, 4<<20)
			args[i][2] = byte(i)
		}
		args[2][0], args[2][1] = 1, byte(4*round)
		ys, err := pool.Map(t.Context(), p, killsAt, args, pool.ChunkSize(1), pool.KeepGoing())
		if err != nil && !errors.Is(err, pool.ErrWorkerDied) {
			t.Error(err)
		}
		lost := 0
		for i, y := range ys {
			if y == nil {
				lost++
			} else if len(y) != 4<<20 || y[2] != byte(i) {
				t.Errorf("item %d came back as %d bytes", i, len(y))
			}
		}
		if lost > 1 || (lost > 0) != (err != nil) {
			t.Errorf("round %d: %d lost, %v", round, lost, err)
		}
	}
}

func TestACrashAfterClose(t *testing.T) {
	checkNothingLeft(t)
	p := start(t, pool.Options{})
	res := pool.MapAsync(t.Context(), p, exit, []int{3, 4, 5}, pool.ChunkSize(1), pool.KeepGoing())
	p.Close()
	if err := p.Join(t.Context()); err != nil {
		t.Error(err)
	}
	_, err := res.Get(t.Context())
	for code := 3; code <= 5; code++ {
		if !errors.Is(err, pool.ErrWorkerDied) || !strings.Contains(err.Error(), fmt.Sprint("exited with code ", code)) {
			t.Error(err)
		}
	}
}

var loops = pool.Func("loops", func(n int) int {
	//lint:ignore SA5002 the endless loop is what is tested
	for n == 1 {
	}
	return n
})

func TestAnEndlessLoopWithATimeout(t *testing.T) {
	checkNothingLeft(t)
	p := start(t, pool.Options{})
	ys, err := pool.Map(t.Context(), p, loops, []int{0, 1, 2, 3}, pool.ChunkSize(2), pool.TaskTimeout(time.Second), pool.KeepGoing())
	var e *pool.TaskError
	if !errors.Is(err, pool.ErrTaskTimeout) || !errors.As(err, &e) || e.Index != 1 || ys[2] != 2 || ys[3] != 3 {
		t.Error(ys, err)
	}
}

var tellPid = pool.FuncE("tellPid", func(context.Context, int) (int, error) {
	hold(fmt.Sprint(os.Getpid()))
	select {}
})

func TestAllWorkersAreKilledAtOnce(t *testing.T) {
	checkNothingLeft(t)
	l := listen(t)
	p := start(t, pool.Options{Workers: 4})
	res := pool.MapAsync(t.Context(), p, tellPid, pool.Range(0, 4), pool.ChunkSize(1), pool.KeepGoing())
	l.await(4)
	for name := range l.conns {
		var n, pid int
		_, _ = fmt.Sscan(name, &n, &pid)
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	_, err := res.Get(t.Context())
	if n := strings.Count(err.Error(), "killed by signal 9"); n != 4 {
		t.Error(err)
	}
	if ys, err := pool.Map(t.Context(), p, square, pool.Range(0, 100)); err != nil || ys[9] != 81 {
		t.Error(ys, err)
	}
}

// countsTries leaves a mark for each of its tries, and dies.
var countsTries = pool.FuncE("countsTries", func(_ context.Context, file string) (int, error) {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	_, _ = f.WriteString("x")
	die("exit")
	return 0, nil
})

func TestDyingAgainAndAgainIsBounded(t *testing.T) {
	checkNothingLeft(t)
	p := start(t, pool.Options{})
	for retries := range 4 {
		file := fmt.Sprint(t.TempDir(), "/tries")
		_, err := pool.Apply(t.Context(), p, countsTries, file, pool.Retries(retries))
		if !errors.Is(err, pool.ErrWorkerDied) {
			t.Error(err)
		}
		if tries, err := os.ReadFile(file); len(tries) != retries+1 {
			t.Errorf("%d tries with %d retries, %v", len(tries), retries, err)
		}
	}
}

var (
	initialized int
	setUp       = pool.Func("setUp", func(n int) int { initialized += n; return 0 })
	whoAmI      = pool.Func("whoAmI", func(int) [2]int { return [2]int{os.Getpid(), initialized} })
)

func TestInitializerAndRecycling(t *testing.T) {
	checkNothingLeft(t)
	p := start(t, pool.Options{Initializer: pool.Bind(setUp, 5), MaxChunksPerWorker: 10})
	got, err := pool.Map(t.Context(), p, whoAmI, make([]int, 100), pool.ChunkSize(1))
	chunks := map[int]int{}
	for _, g := range got {
		chunks[g[0]]++
		if g[1] != 5 {
			t.Errorf("a worker was initialized %d times", g[1]/5)
		}
	}
	for pid, n := range chunks {
		if n > 10 {
			t.Errorf("process %d ran %d chunks", pid, n)
		}
	}
	if err != nil || len(chunks) < 10 {
		t.Errorf("%d processes for 100 chunks, %v", len(chunks), err)
	}
}

var sleeps = pool.Func("sleeps", func(int) int { time.Sleep(time.Hour); return 0 })

func TestTerminateWithTenThousandSlowTasks(t *testing.T) {
	checkNothingLeft(t)
	p := start(t, pool.Options{})
	results := make([]*pool.AsyncResult[int], 10_000)
	for i := range results {
		results[i] = pool.ApplyAsync(t.Context(), p, sleeps, i)
	}
	p.Terminate()
	if err := p.Join(t.Context()); err != nil {
		t.Error(err)
	}
	for _, r := range results {
		if _, err := r.Get(t.Context()); err != pool.ErrTerminated {
			t.Fatal(err)
		}
	}
}

func TestAPoolsContextEndsInEachPhase(t *testing.T) {
	checkNothingLeft(t)
	for phase := range 8 {
		ctx, cancel := context.WithCancel(context.Background())
		p, err := pool.New(ctx, pool.Options{Workers: 2, Backend: marked()})
		if err != nil {
			t.Fatal(err)
		}
		res := pool.MapAsync(ctx, p, sleeps, pool.Range(0, 100))
		if phase > 0 { // at any point from the start of the workers on
			time.AfterFunc(time.Duration(phase)*500*time.Microsecond, cancel)
		} else {
			cancel()
		}
		if _, err := res.Get(context.Background()); !errors.Is(err, pool.ErrJobCanceled) && err != pool.ErrTerminated {
			t.Error(err)
		}
		p.Close()
		if err := p.Join(context.Background()); err != nil {
			t.Error(err)
		}
		cancel()
	}
}
