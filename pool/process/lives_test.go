//go:build unix

package process_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"poolground/pool"
	"poolground/pool/process"
)

// How workers begin and end.

const patience = 20 * time.Second

func isReset(err error) bool { return errors.Is(err, syscall.ECONNRESET) }

func TestProgramsThatDoNotServe(t *testing.T) {
	for program, want := range map[string]string{
		"exits": "pool: worker died: no worker can be started: it exited with code 0 before it served; its main must begin with pool.ServeIfWorker()",
		"hangs": "pool: worker died: no worker can be started: no answer within 500ms; its main must begin with pool.ServeIfWorker()",
		"makes a pool first": "pool: worker died: no worker can be started: this program was started as a worker, " +
			"but its main did not begin with pool.ServeIfWorker()",
	} {
		t.Run(program, func(t *testing.T) {
			checkNothingLeft(t)
			var out lockedBuffer
			patience := patience
			if program == "hangs" {
				patience = 500 * time.Millisecond
			}
			p := startWith(t, as(program, patience), pool.Options{Stdout: &out, Stderr: &out})
			_, err := pool.Apply(t.Context(), p, square, 1)
			if !errors.Is(err, pool.ErrWorkerDied) || err.Error() != want {
				t.Errorf("error %v\nwant  %s", err, want)
			}
		})
	}
}

func TestStartsThatFail(t *testing.T) {
	dir := t.TempDir()
	notProgram := filepath.Join(dir, "text")
	if err := os.WriteFile(notProgram, []byte("no program"), 0o700); err != nil {
		t.Fatal(err)
	}
	for want, o := range map[string]process.Options{
		"no such file or directory": {Path: filepath.Join(dir, "none")},
		"exec format error":         {Path: notProgram},
		"Options.Dir: stat":         {Dir: filepath.Join(dir, "none")},
	} {
		checkNothingLeft(t)
		p := startWith(t, process.New(o), pool.Options{})
		_, err := pool.Apply(t.Context(), p, square, 1)
		if !errors.Is(err, pool.ErrWorkerDied) || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// someSlots starts only the workers of some slots.
type someSlots struct {
	pool.Backend
	starts func(slot int) bool
}

func (s someSlots) Start(ctx context.Context, slot int) (pool.Link, error) {
	if !s.starts(slot) {
		return process.New(process.Options{Path: "/none"}).Start(ctx, slot)
	}
	return s.Backend.Start(ctx, slot)
}

func TestOnlySomeWorkersCanBeStarted(t *testing.T) {
	checkNothingLeft(t)
	p := startWith(t, someSlots{process.New(process.Options{}), func(slot int) bool { return slot == 2 }}, pool.Options{Workers: 4})
	ys, err := pool.Map(t.Context(), p, square, pool.Range(0, 100), pool.ChunkSize(1))
	if err != nil || ys[99] != 99*99 {
		t.Error(ys, err)
	}
}

var where = pool.Func("where", func(name string) [2]string {
	dir, _ := os.Getwd()
	return [2]string{os.Getenv(name), dir}
})

func TestEnvironmentAndDirectory(t *testing.T) {
	checkNothingLeft(t)
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("POOLGROUND_A", "parent's")
	t.Setenv("POOLGROUND_B", "parent's")
	p := startWith(t, process.New(process.Options{Dir: dir, Env: []string{"POOLGROUND_A=worker's"}}), pool.Options{})
	got, err := pool.Map(t.Context(), p, where, []string{"POOLGROUND_A", "POOLGROUND_B", "POOLGROUND_PROCESS_WORKER"})
	want := [][2]string{{"worker's", dir}, {"parent's", dir}, {"", dir}}
	for i := range want {
		if err != nil || got[i] != want[i] {
			t.Fatalf("%q, %v; want %q", got, err, want)
		}
	}
}

func TestAKilledParentLeavesNobody(t *testing.T) {
	if runtime.GOOS != "linux" {
		delete(programs, "is stopped") // only Linux wakes a stopped worker
	}
	l := listen(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), programVariable+"=parent")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	l.await(6)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	l.allGone()
}

func TestWhatAWorkerStartedEndsWithIt(t *testing.T) {
	checkNothingLeft(t)
	l := listen(t)
	p := start(t, pool.Options{Workers: 1})
	if _, err := pool.Apply(t.Context(), p, withGrandchild, "returns"); err != nil {
		t.Fatal(err)
	}
	l.await(2) // the grandchild that the first call left too
	res := pool.ApplyAsync(t.Context(), p, withGrandchild, "loops")
	l.await(2)
	p.Terminate()
	if _, err := res.Get(t.Context()); !errors.Is(err, pool.ErrTerminated) {
		t.Error(err)
	}
	if err := p.Join(t.Context()); err != nil {
		t.Error(err)
	}
	l.allGone()
}

var showsFiles = pool.FuncE("showsFiles", func(context.Context, int) (string, error) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), programVariable+"=shows its fds")
	out, err := cmd.CombinedOutput()
	return string(out), err
})

func TestGrandchildrenInheritNoPipes(t *testing.T) {
	checkNothingLeft(t)
	p := start(t, pool.Options{})
	fds, err := pool.Apply(t.Context(), p, showsFiles, 0)
	if err != nil || fds != "1 2 " {
		t.Errorf("pipes %q, %v; want those of its output alone", fds, err)
	}
}
