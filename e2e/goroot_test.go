//go:build !js

package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestGoPrograms compiles and runs programs of Go's own test suite in the page. The rule is that
// suite's: a program exits with 0 and prints what the .out file beside it holds, or nothing.
func TestGoPrograms(tb *testing.T) {
	folder := goTestFolder(tb)
	list, err := os.ReadFile("testdata/goroot-programs.txt")
	if err != nil {
		tb.Fatal(err)
	}
	t := openCompilePage(tb, 10*time.Minute, nil)
	names := strings.Fields(string(list))
	const batch = 10
	for first := 0; first < len(names); first += batch {
		some := names[first:min(first+batch, len(names))]
		var sources []string
		for _, name := range some {
			sources = append(sources, readGoTest(t, folder, name))
		}
		text, err := json.Marshal(sources)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range eval[[]compiled](t, "compileAndRunAll("+string(text)+")") {
			t.Logf("%s %d ms", some[i], got.Ms)
			checkGoProgram(t, folder, some[i], got)
		}
	}
}

func checkGoProgram(t *tab, folder, name string, got compiled) {
	t.Helper()
	want, err := os.ReadFile(filepath.Join(folder, strings.TrimSuffix(name, ".go")+".out"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if len(got.Diagnostics) > 0 || got.Failure != "" || got.Code != 0 || got.All != wholeLines(string(want)) {
		t.Errorf("%s: %+v, want exit code 0 and the output %q", name, got, want)
	}
}

// wholeLines ends a last line, as the page does.
func wholeLines(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}

// goTestFolder returns where Go's test suite stands.
func goTestFolder(tb testing.TB) string {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		tb.Fatal(err)
	}
	folder := filepath.Join(strings.TrimSpace(string(out)), "test")
	if _, err := os.Stat(folder); err != nil {
		tb.Skip("this Go was installed without its test suite: take Go from https://go.dev/dl to run its programs too")
	}
	return folder
}

func readGoTest(t *tab, folder, name string) string {
	source, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}
