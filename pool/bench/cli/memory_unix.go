//go:build unix

package cli

import (
	"runtime"
	"syscall"
)

// peakMemory is the most bytes that this program, and the largest of its children that have ended,
// held at once since they began.
func peakMemory() (parent, child int64) {
	return maxRSS(syscall.RUSAGE_SELF), maxRSS(syscall.RUSAGE_CHILDREN)
}

func maxRSS(who int) int64 {
	var usage syscall.Rusage
	if syscall.Getrusage(who, &usage) != nil {
		return 0
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) * 1024 // KiB on the other Unixes
}
