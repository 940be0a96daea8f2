// Command gotools is what the page needs of Go's tools beside the compiler and the linker, in one
// small program for js/wasm:
//
//	gotools format FILE        print the file as gofmt would write it
//	gotools prepare FILE OUT   print what the program imports, and write what it lacks to OUT
//
// Errors in FILE go to stderr as FILE:LINE:COL: message, one a line. The exit code is 0, 1 where
// FILE is at fault, or 2 where the arguments are or a file cannot be read or written.
package main

import (
	"errors"
	"fmt"
	"go/scanner"
	"io"
	"os"
)

const usage = "usage: gotools format FILE, or gotools prepare FILE OUT"

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	err := do(args, stdout)
	var faults scanner.ErrorList
	switch {
	case err == nil:
		return 0
	case errors.As(err, &faults):
		for _, fault := range faults {
			fmt.Fprintln(stderr, fault)
		}
		return 1
	}
	fmt.Fprintln(stderr, "gotools:", err)
	return 2
}

func do(args []string, stdout io.Writer) error {
	switch {
	case len(args) == 2 && args[0] == "format":
		return formatFile(args[1], stdout)
	case len(args) == 3 && args[0] == "prepare":
		return prepareFile(args[1], args[2], stdout)
	}
	return errors.New(usage)
}
