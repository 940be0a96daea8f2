//go:build lesson

package webworker

import "os"

// servePage stands in for what a lesson's program does not need, which is 3% of its size: the
// site runs it, and never opens it as a Pool.
func servePage() int {
	os.Stderr.WriteString("this program was built with the tag lesson, without what Pool.open needs\n")
	return 1
}
