//go:build linux || darwin

package process

import (
	"syscall"
	"unsafe"
)

// untilExited waits until a child has ended and leaves it to be waited for: until then, neither
// its number nor its group's can be another's.
func untilExited(pid int) {
	const oneProcess = 1 // P_PID of waitid(2)
	var info [16]uint64  // room for a siginfo_t
	for {
		_, _, err := syscall.Syscall6(syscall.SYS_WAITID, oneProcess, uintptr(pid), uintptr(unsafe.Pointer(&info)),
			syscall.WEXITED|syscall.WNOWAIT, 0, 0)
		if err != syscall.EINTR {
			return
		}
	}
}
