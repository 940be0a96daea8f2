package process

import "syscall"

// wakeWithParentsDeath lets a worker that is stopped (SIGSTOP) go on when its parent dies: then it
// learns of it, and ends with its group. A signal that kills would leave the group behind. The
// signal also comes when the parent lives and only the thread that started the worker ends, where
// it harms nobody.
func wakeWithParentsDeath() {
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_PDEATHSIG, uintptr(syscall.SIGCONT), 0)
}
