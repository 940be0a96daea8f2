//go:build unix

package cli

import (
	"runtime"
	"syscall"
)

// peakMemory is the most bytes that this program held at once since it began.
func peakMemory() int64 { return maxRSS(syscall.RUSAGE_SELF) }

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
