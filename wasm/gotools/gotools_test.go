package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

// inFile writes source to prog.go in a folder of the test, which becomes the current one.
func inFile(t *testing.T, source string) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("prog.go", []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRun(t *testing.T) {
	const broken = "package main\n\nfunc main() {\n\tx := \n}\n\nfunc f( {}\n"
	for _, c := range []struct {
		name, source   string
		args           []string
		code           int
		stdout, stderr string
	}{
		{"format", "package main\nfunc  main( ) {x:=1;_=x}", []string{"format", "prog.go"},
			0, "package main\n\nfunc main() { x := 1; _ = x }\n", ""},
		{"format keeps comments and build lines", "//go:build go1.26\n\npackage main // c\nimport (\"os\"\n\"fmt\")\n", []string{"format", "prog.go"},
			0, "//go:build go1.26\n\npackage main // c\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n", ""},
		{"format what is broken", broken, []string{"format", "prog.go"},
			1, "", "prog.go:5:1: expected operand, found '}'\nprog.go:7:12: expected ';', found 'EOF'\n"},
		{"format a fragment", "x := 1\n", []string{"format", "prog.go"},
			1, "", "prog.go:1:1: expected 'package', found x\n"},
		{"prepare what is broken", broken, []string{"prepare", "prog.go", "extra.go"},
			1, "", "prog.go:5:1: expected operand, found '}'\nprog.go:7:12: expected ';', found 'EOF'\n"},
		{"prepare", "package main\nimport \"os\"\nimport \"unsafe\"\nimport f \"fmt\"\nimport . \"fmt\"\n", []string{"prepare", "prog.go", "extra.go"},
			0, `{"imports":["fmt","os"],"extra":false}` + "\n", ""},
		{"prepare without imports", "package main\nfunc main() { println() }", []string{"prepare", "prog.go", "extra.go"},
			0, `{"imports":[],"extra":false}` + "\n", ""},
		{"prepare with a pool", "package main\nimport \"poolground/pool\"\n", []string{"prepare", "prog.go", "extra.go"},
			0, `{"imports":["poolground/pool","poolground/wasm/webworker"],"extra":true}` + "\n", ""},
		{"prepare a library", "package maths\n", []string{"prepare", "prog.go", "extra.go"},
			1, "", "prog.go:1:9: package maths is not a program: write package main\n"},
		{"prepare with an internal package", "package main\nimport \"internal/abi\"\nimport \"vendor/x\"\n", []string{"prepare", "prog.go", "extra.go"},
			1, "", "prog.go:2:8: use of internal package internal/abi not allowed\nprog.go:3:8: use of internal package vendor/x not allowed\n"},
		{"a missing file", "", []string{"format", "none.go"},
			2, "", "gotools: open none.go: no such file or directory\n"},
		{"no arguments", "", nil, 2, "", "gotools: " + usage + "\n"},
		{"too few arguments", "", []string{"prepare", "prog.go"}, 2, "", "gotools: " + usage + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inFile(t, c.source)
			var stdout, stderr bytes.Buffer
			code := run(c.args, &stdout, &stderr)
			if code != c.code || stdout.String() != c.stdout || stderr.String() != c.stderr {
				t.Errorf("got %d, stdout %q, stderr %q\nwant %d, %q, %q", code, &stdout, &stderr, c.code, c.stdout, c.stderr)
			}
		})
	}
}

// The second file takes a name that the program leaves free, and is there for pools alone.
func TestSecondFile(t *testing.T) {
	for source, want := range map[string]string{
		"import \"fmt\"":                                                    "",
		"import \"poolground/pool\"":                                        "pool.ServeIfWorker()",
		"import p \"poolground/pool\"\nvar pool = 1":                        "pool_.ServeIfWorker()",
		"import p \"poolground/pool\"\nfunc pool() { for pool_ := 0;; {} }": "pool__.ServeIfWorker()",
	} {
		inFile(t, "package main\n"+source+"\n")
		var stdout, stderr bytes.Buffer
		if code := run([]string{"prepare", "prog.go", "extra.go"}, &stdout, &stderr); code != 0 {
			t.Fatalf("%q: exit code %d, %s", source, code, &stderr)
		}
		text, err := os.ReadFile("extra.go")
		if want == "" {
			if err == nil {
				t.Errorf("%q: there is a second file:\n%s", source, text)
			}
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), "extra.go", text, 0)
		if err != nil {
			t.Fatalf("%q: %v", source, err)
		}
		if !strings.Contains(string(text), "func init() { "+want+" }") || len(file.Imports) != 2 {
			t.Errorf("%q: got\n%s", source, text)
		}
	}
}
