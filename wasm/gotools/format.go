package main

import (
	"go/format"
	"go/parser"
	"go/token"
	"io"
	"os"
)

// formatFile writes the file as gofmt would.
func formatFile(name string, out io.Writer) error {
	source, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	formatted, err := formatSource(name, source)
	if err != nil {
		return err
	}
	_, err = out.Write(formatted)
	return err
}

// formatSource returns source as gofmt would write it, or a scanner.ErrorList.
func formatSource(name string, source []byte) ([]byte, error) {
	// go/format takes a fragment for a program, and names no file in its errors.
	if _, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution); err != nil {
		return nil, err
	}
	return format.Source(source)
}
