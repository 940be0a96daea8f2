package checks

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// A tool is a program that a check needs and that Debian has.
type tool struct {
	name     string
	commands []string // one of which is enough
	purpose  string
	packages string // of Debian, separated by spaces
}

func (t tool) isThere() bool {
	for _, command := range t.commands {
		if _, err := exec.LookPath(command); err == nil {
			return true
		}
	}
	return false
}

// ensure installs a tool where it is missing and can be installed, else its error names the fix.
func (p project) ensure(ctx context.Context, t tool) error {
	if t.isThere() {
		return nil
	}
	if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
		return fmt.Errorf("%s is missing, %s: install it (on Debian: sudo apt-get install %s) and run this again", t.name, t.purpose, t.packages)
	}
	env := []string{"DEBIAN_FRONTEND=noninteractive"}
	if out, err := p.command(ctx, "", env, "apt-get", "update"); err != nil {
		return fmt.Errorf("%s is missing, %s, and apt-get update fails: %w\n%s", t.name, t.purpose, err, out)
	}
	args := append([]string{"install", "-y", "--no-install-recommends"}, strings.Fields(t.packages)...)
	if out, err := p.command(ctx, "", env, "apt-get", args...); err != nil {
		return fmt.Errorf("%s is missing, %s, and apt-get install %s fails: %w\n%s", t.name, t.purpose, t.packages, err, out)
	}
	if !t.isThere() {
		return fmt.Errorf("%s was installed but is not in PATH as %s", t.name, strings.Join(t.commands, ", "))
	}
	return nil
}
