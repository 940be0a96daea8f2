//go:build unix

package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// An interrupt in the middle of a sweep prints what was measured, and leaves no process.
func TestInterrupt(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux shows the environment of processes")
	}
	for _, args := range []string{"sweep -b processes -t 20ms -r 1000 -n 1,2", "compare --python -t 5ms -r 2 -n 1"} {
		t.Run(args, func(t *testing.T) {
			if _, err := exec.LookPath("python3"); err != nil && strings.Contains(args, "--python") {
				t.Skip(err)
			}
			interrupt(t, args)
		})
	}
}

func interrupt(t *testing.T, args string) {
	value := fmt.Sprintf("%d.%d", os.Getpid(), time.Now().UnixNano())
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(os.Args[0], strings.Fields(args)...)
	cmd.Env = append(os.Environ(), marker+"="+value)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	seen := map[string]bool{}
	for ctx := t.Context(); !enough(seen, args) && ctx.Err() == nil; {
		for _, pid := range marked(value) {
			seen[pid] = true
		}
		time.Sleep(time.Millisecond)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Errorf("%v: %s", err, &stderr)
	}
	contains(t, "standard output", stdout.String(), "spin, size ", "The measurement was interrupted: repetitions are missing.", "efficiency")
	if got := stderr.String(); got != "poolbench: interrupted\n" {
		t.Errorf("standard error: %s", got)
	}
	if left := marked(value); len(left) > 0 {
		t.Errorf("processes %v are left", left)
		for _, pid := range left {
			var n int
			if _, err := fmt.Sscan(pid, &n); err == nil {
				_ = syscall.Kill(n, syscall.SIGKILL)
			}
		}
	}
}

// enough says whether something must have been measured, by the processes that were seen. Each
// measurement has a pool of its own.
func enough(seen map[string]bool, args string) bool {
	if !strings.Contains(args, "--python") {
		return len(seen) > 6
	}
	for pid := range seen {
		name, _ := os.ReadFile(filepath.Join("/proc", pid, "cmdline"))
		if strings.Contains(string(name), "pool.py") {
			return true
		}
	}
	return false
}

// marked are the processes that have the marker in their environment.
func marked(value string) (pids []string) {
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range files {
		if env, err := os.ReadFile(file); err == nil && bytes.Contains(env, []byte(marker+"="+value)) {
			pids = append(pids, filepath.Base(filepath.Dir(file)))
		}
	}
	return pids
}

// An interrupt while Python is asked for its version is no fault of Python's, and ends what that started.
func TestInterruptOfThePythonLookup(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux shows the environment of processes")
	}
	dir, value := t.TempDir(), fmt.Sprintf("%d.%d", os.Getpid(), time.Now().UnixNano())
	shim := "#!/bin/sh\n/bin/sleep 600\n" // python3 is often a script that starts another program
	if err := os.WriteFile(filepath.Join(dir, "python3"), []byte(shim), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	t.Setenv(marker, value)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for len(marked(value)) < 2 && ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	if out, complaint, code := run(ctx, "compare", "--python"); code != 130 || out != "" || complaint != "poolbench: interrupted\n" {
		t.Errorf("exit code %d, %q, %q", code, out, complaint)
	}
	if left := marked(value); len(left) > 0 {
		t.Errorf("processes %v are left", left)
	}
}

// What an interrupt finds while the size is being looked for, or right after, is nothing, and no error.
func TestInterruptAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, name := range []string{"sweep", "compare", "chunks", "trace -o -", "sweep --size 1", "compare --size 1 --json"} {
		if out, complaint, code := run(ctx, strings.Fields(name)...); code != 130 || out != "" || complaint != "poolbench: interrupted\n" {
			t.Errorf("%s: exit code %d, %q, %q", name, code, out, complaint)
		}
	}
}
