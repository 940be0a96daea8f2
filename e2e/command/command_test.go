//go:build !js

package command

import (
	"strings"
	"testing"
)

func TestCommandLine(t *testing.T) {
	for _, c := range []struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		{[]string{"help"}, 0, help, ""},
		{[]string{"-h"}, 0, help, ""},
		{[]string{"build", "--help"}, 0, help, ""},
		{[]string{"bild"}, 1, "", "poolground: there is no command \"bild\": it is serve, build, test or screenshot (go run . help)\n"},
		{[]string{"build", "-p"}, 1, "", "poolground: flag provided but not defined: -p\n"},
		{[]string{"build", "-url", "example.org"}, 1, "", "poolground: \"example.org\" is no address for a site: write it as https://example.org/path/\n"},
		{[]string{"build", "dist"}, 1, "", "poolground: build takes no argument \"dist\" (go run . help)\n"},
	} {
		var stdout, stderr strings.Builder
		code := Run(c.args, &stdout, &stderr)
		if code != c.code || stdout.String() != c.stdout || stderr.String() != c.stderr {
			t.Errorf("%q: got %d, %q, %q", c.args, code, stdout.String(), stderr.String())
		}
	}
}
