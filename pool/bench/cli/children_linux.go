package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// peakOfChildren is the most bytes that one of the children that live held at once. Of those that
// have ended, getrusage would name at the least what this program held when it started them: that
// is what they were until they became the worker.
func peakOfChildren() (most int64) {
	files, err := filepath.Glob("/proc/[0-9]*/status")
	if err != nil {
		return 0
	}
	parent := fmt.Sprintf("\nPPid:\t%d\n", os.Getpid())
	for _, file := range files {
		status, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(status), parent) {
			continue // it has ended, or is none of ours
		}
		_, rest, _ := strings.Cut(string(status), "\nVmHWM:")
		if fields := strings.Fields(rest); len(fields) > 0 {
			if kib, err := strconv.ParseInt(fields[0], 10, 64); err == nil {
				most = max(most, kib*1024)
			}
		}
	}
	return most
}
