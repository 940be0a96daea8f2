//go:build !js

package cli

import (
	"io/fs"
	"os"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"poolground/pool/bench"
)

// describe adds to a report what only a command can know.
func describe(r *bench.Report, backend string) {
	r.Backend, r.Tool = backend, "poolbench"
	describeMachine(r)
	r.PeakParent = peakMemory()
}

func describeMachine(r *bench.Report) {
	if runtime.GOOS != "linux" {
		return
	}
	root := os.DirFS("/")
	if limit := cgroupLimit(root); limit > 0 {
		r.CPULimit = limit
	}
	if cpus, cores := topology(root); cores > 0 && cores < cpus {
		r.Cores = max(1, r.CPUs*cores/cpus)
	}
}

// cgroupLimit is how many CPUs' worth of time this program's control groups allow it: the least of
// its own group and those above. 0 is no limit.
func cgroupLimit(root fs.FS) float64 {
	text, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return 0
	}
	least := 0.0
	for line := range strings.Lines(string(text)) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(fields) != 3 {
			continue
		}
		quota := quotaV2
		if fields[0] != "0" {
			if !slices.Contains(strings.Split(fields[1], ","), "cpu") {
				continue
			}
			quota = quotaV1
		}
		for group := path.Clean("/" + fields[2]); ; group = path.Dir(group) {
			if limit := quota(root, group); limit > 0 && (least == 0 || limit < least) {
				least = limit
			}
			if group == "/" {
				break
			}
		}
	}
	return least
}

func quotaV2(root fs.FS, group string) float64 {
	quota, period, _ := strings.Cut(read(root, path.Join("sys/fs/cgroup", group, "cpu.max")), " ")
	return ratio(quota, period)
}

func quotaV1(root fs.FS, group string) float64 {
	dir := path.Join("sys/fs/cgroup/cpu", group)
	return ratio(read(root, path.Join(dir, "cpu.cfs_quota_us")), read(root, path.Join(dir, "cpu.cfs_period_us")))
}

// ratio is 0 where the quota is "max" or -1.
func ratio(quota, period string) float64 {
	q, err := strconv.ParseFloat(quota, 64)
	p, periodErr := strconv.ParseFloat(period, 64)
	if err != nil || periodErr != nil || q <= 0 || p <= 0 {
		return 0
	}
	return q / p
}

func read(root fs.FS, name string) string {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// topology counts the machine's CPUs, and its cores: CPUs with the same siblings are one.
func topology(root fs.FS) (cpus, cores int) {
	names, err := fs.Glob(root, "sys/devices/system/cpu/cpu*/topology/thread_siblings_list")
	if err != nil {
		return 0, 0
	}
	seen := map[string]bool{}
	for _, name := range names {
		if siblings := read(root, name); siblings != "" {
			cpus++
			seen[siblings] = true
		}
	}
	return cpus, len(seen)
}
