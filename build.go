//go:build !js

// Command poolground builds, serves and tests the playground: go run . [serve | build | test].
package main

import (
	"os"

	"poolground/e2e/command"
)

func main() { os.Exit(command.Run(os.Args[1:], os.Stdout, os.Stderr)) }
