//go:build unix

package cli

import (
	"os/exec"
	"syscall"
)

// asGroup lets cmd be killed with all that it starts: Python's workers would live on.
func asGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
