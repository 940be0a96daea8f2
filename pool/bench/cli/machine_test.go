//go:build !js

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"poolground/pool/bench"
)

func files(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1] + "\n")}
	}
	return m
}

func TestCgroupLimit(t *testing.T) {
	for name, c := range map[string]struct {
		root fstest.MapFS
		want float64
	}{
		"none":            {files(), 0},
		"no limit":        {files("proc/self/cgroup", "0::/a", "sys/fs/cgroup/a/cpu.max", "max 100000"), 0},
		"its own":         {files("proc/self/cgroup", "0::/a/b", "sys/fs/cgroup/a/b/cpu.max", "150000 100000"), 1.5},
		"one above":       {files("proc/self/cgroup", "0::/a/b", "sys/fs/cgroup/a/b/cpu.max", "400000 100000", "sys/fs/cgroup/a/cpu.max", "200000 100000"), 2},
		"a container's":   {files("proc/self/cgroup", "0::/", "sys/fs/cgroup/cpu.max", "50000 100000"), 0.5},
		"version 1":       {files("proc/self/cgroup", "3:cpu,cpuacct:/d", "sys/fs/cgroup/cpu/d/cpu.cfs_quota_us", "250000", "sys/fs/cgroup/cpu/d/cpu.cfs_period_us", "100000"), 2.5},
		"version 1 of -1": {files("proc/self/cgroup", "3:cpu:/", "sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1", "sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000"), 0},
		"nonsense":        {files("proc/self/cgroup", "what", "sys/fs/cgroup/cpu.max", "1 2"), 0},
	} {
		if got := cgroupLimit(c.root); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestTopology(t *testing.T) {
	const list = "/topology/thread_siblings_list"
	dir := "sys/devices/system/cpu/cpu"
	cpus, cores := topology(files(dir+"0"+list, "0,2", dir+"1"+list, "1,3", dir+"2"+list, "0,2", dir+"3"+list, "1,3"))
	if cpus != 4 || cores != 2 {
		t.Errorf("%d CPUs, %d cores", cpus, cores)
	}
}

func TestProgress(t *testing.T) {
	var b strings.Builder
	p := &progress{w: &b}
	p.step(bench.Step{Done: 3, All: 12, Workers: 2, Left: 8 * time.Second})
	if want := "\r\x1b[K███            3/12  2 workers, 8s left"; b.String() != want {
		t.Errorf("%q", b.String())
	}
	silent := newProgress(&b)
	b.Reset()
	if silent.step(bench.Step{}); b.Len() > 0 {
		t.Errorf("%q where nobody looks", &b)
	}
}

// A directory stands in for a disk that is full.
func TestReportThatCannotBeWritten(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.svg")
	if err := os.Mkdir(name, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, complaint, code := run(t.Context(), "sweep", "--report", name); code != 2 || !strings.Contains(complaint, "is a directory") {
		t.Errorf("%d: %s", code, complaint)
	}
}
