//go:build unix

package process_test

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// checkNothingLeft fails the test if it leaves a goroutine of the pool, a child, zombies among
// them, or a descriptor behind. Call it before anything else that the test cleans up.
func checkNothingLeft(t *testing.T) {
	t.Helper()
	before := len(descriptors())
	t.Cleanup(func() {
		var left string
		for began := time.Now(); time.Since(began) < patience/10; {
			left = leftovers(before)
			if left == "" {
				return
			}
			time.Sleep(time.Millisecond) // a goroutine that was told to end; nothing else says that it has
		}
		t.Error(left)
	})
}

func leftovers(descriptorsBefore int) string {
	if n := children(); n > 0 {
		return fmt.Sprintf("%d children are left", n)
	}
	if now := descriptors(); len(now) > descriptorsBefore {
		return fmt.Sprintf("%d descriptors were open, now %d: %v", descriptorsBefore, len(now), now)
	}
	buf := make([]byte, 1<<20)
	for _, g := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		if strings.Contains(g, "poolground/pool") && !strings.Contains(g, "testing.") {
			return "a goroutine is left:\n" + g
		}
	}
	return ""
}

// descriptors lists the open pipes where the system tells.
func descriptors() (open []string) {
	entries, _ := os.ReadDir("/proc/self/fd")
	for _, e := range entries {
		if to, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && strings.HasPrefix(to, "pipe:") {
			open = append(open, e.Name()+" "+to)
		}
	}
	return open
}

// children counts this program's where the system tells.
func children() int {
	tasks, _ := os.ReadDir("/proc/self/task")
	n := 0
	for _, task := range tasks {
		pids, _ := os.ReadFile("/proc/self/task/" + task.Name() + "/children")
		n += len(bytes.Fields(pids))
	}
	return n
}

// A lockedBuffer may be read while a pool writes to it.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
