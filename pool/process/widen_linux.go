package process

import (
	"os"
	"syscall"
)

// pipeSize is what an unprivileged process may have for a pipe: a large frame then takes fewer
// turns of writer and reader than with the usual 64 KiB.
const pipeSize = 1 << 20

// setPipeSize is F_SETPIPE_SZ of fcntl(2).
const setPipeSize = 1031

// widen makes a pipe's buffer larger, where the system lets it.
func widen(f *os.File) {
	conn, err := f.SyscallConn()
	if err != nil {
		return
	}
	_ = conn.Control(func(fd uintptr) {
		_, _, _ = syscall.Syscall(syscall.SYS_FCNTL, fd, setPipeSize, pipeSize)
	})
}
