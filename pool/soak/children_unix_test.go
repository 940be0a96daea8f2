//go:build unix

package soak_test

import (
	"syscall"
	"testing"

	"poolground/pool/process"
)

func init() { backends["processes"] = process.New(process.Options{}) }

// checkNoChildren fails the test if the program has a child, or a zombie.
func checkNoChildren(t *testing.T) {
	t.Helper()
	pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
	if err != syscall.ECHILD {
		t.Errorf("child %d is left (%v)", pid, err)
	}
}
