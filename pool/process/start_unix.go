//go:build unix

package process

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// pipes are those of one worker while it is started: either all are open or, at the first error,
// none is.
type pipes struct {
	ours, childs []*os.File
	err          error
}

// open opens a pipe, keeps this program's end in ours and returns the worker's. write says that
// this program writes to it.
func (p *pipes) open(ours **os.File, write bool) *os.File {
	if p.err != nil {
		return nil
	}
	r, w, err := os.Pipe()
	if err != nil {
		p.err = err
		return nil
	}
	mine, childs := r, w
	if write {
		mine, childs = w, r
	}
	widen(mine)
	*ours = mine
	p.ours, p.childs = append(p.ours, mine), append(p.childs, childs)
	return childs
}

func (p *pipes) closeChilds() {
	for _, f := range p.childs {
		_ = f.Close()
	}
	p.childs = nil
}

func (p *pipes) close() {
	p.closeChilds()
	for _, f := range p.ours {
		_ = f.Close()
	}
}

// command is the worker's, in a process group of its own, so that it can be killed with all that
// it started and that a terminal's interrupt reaches the parent alone.
func (o Options) command() (*exec.Cmd, error) {
	path := o.Path
	if path == "" {
		var err error
		if path, err = os.Executable(); err != nil {
			return nil, fmt.Errorf("process: this program's executable is not known, set Options.Path: %w", err)
		}
	}
	args := o.Args
	if args == nil {
		args = os.Args[1:]
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = o.Dir
	for _, v := range append(os.Environ(), o.Env...) {
		if !strings.HasPrefix(v, workerVariable+"=") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, workerVariable+"="+workerVersion)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd, nil
}

// startError is why a worker did not start: what the system says of a directory that is not there
// sounds as if the executable were not.
func (o Options) startError(err error) error {
	if o.Dir != "" {
		if _, dirErr := os.Stat(o.Dir); dirErr != nil {
			return fmt.Errorf("process: Options.Dir: %w", dirErr)
		}
	}
	return fmt.Errorf("process: %w", err)
}
