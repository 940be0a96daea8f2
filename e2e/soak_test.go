//go:build !js

package e2e

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"poolground/web"
)

var soakFor = flag.Duration("soak", time.Second, "how long TestSoak takes; with more than a minute, -timeout too")

// Random jobs while a Web Worker is killed every 100 ms: see package soak.
func TestSoak(tb *testing.T) {
	for _, isolated := range []bool{false, true} {
		tb.Run(fmt.Sprint("isolated=", isolated), func(tb *testing.T) {
			tb.Parallel()
			t := openProgramPage(tb, web.Options{CrossOriginIsolated: isolated}, nil)
			state := t.run(options{Module: program(tb, "cases"), Args: []string{"-case=soak", fmt.Sprint("-soak=", *soakFor)}})
			tb.Log(t.text("output"))
			if state != "done" || t.text("status") != "exited with code 0" {
				t.Error(t.describe())
			}
		})
	}
}
