//go:build unix && !linux

package cli

import "syscall"

// peakOfChildren is the most bytes that one of the children that have ended held at once.
func peakOfChildren() int64 { return maxRSS(syscall.RUSAGE_CHILDREN) }
