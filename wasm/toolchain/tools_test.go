package toolchain

import (
	"context"
	"encoding/json"
	"errors"
	"go/build"
	"os"
	"slices"
	"strings"
	"testing"
)

// A tool is built anew when what it is made from has changed, and only then.
func TestKeys(t *testing.T) {
	key := func(tool, version, gotools string) string {
		t.Helper()
		s := Source{GOROOT: build.Default.GOROOT, Version: version}
		k, err := s.Key(tool, Listing{gotools: gotools})
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	same := key("compile", "go1.26.8", "a/1")
	if key("compile", "go1.26.8", "a/2") != same {
		t.Error("the compiler is built anew where gotools changed")
	}
	for _, other := range []string{key("compile", "go1.27", "a/1"), key("link", "go1.26.8", "a/1"), key("gotools", "go1.26.8", "a/1")} {
		if other == same {
			t.Error("two tools have the same key")
		}
	}
	if key("gotools", "go1.26.8", "a/1") == key("gotools", "go1.26.8", "a/2") {
		t.Error("gotools is not built anew where it changed")
	}
}

// flagValue is what follows a flag in args.
func flagValue(args []string, flag string) string {
	return args[slices.Index(args, flag)+1]
}

func TestBuildHandsOverTheOverlay(t *testing.T) {
	s := Source{GOROOT: build.Default.GOROOT, Run: func(_ context.Context, _ []string, args ...string) ([]byte, error) {
		text, err := os.ReadFile(flagValue(args, "-overlay"))
		if err != nil {
			return nil, err
		}
		var overlay struct{ Replace map[string]string }
		if err := json.Unmarshal(text, &overlay); err != nil {
			return nil, err
		}
		for from, to := range overlay.Replace {
			if _, err := os.Stat(from); err != nil {
				return nil, err
			}
			if _, err := os.Stat(to); err != nil {
				return nil, err
			}
		}
		if len(overlay.Replace) < len(tables) || args[len(args)-1] != "cmd/link" {
			return nil, errors.New(strings.Join(args, " "))
		}
		return nil, os.WriteFile(flagValue(args, "-o"), []byte("\x00asm"), 0o600)
	}}
	wasm, err := s.Build(t.Context(), "link")
	if err != nil || string(wasm) != "\x00asm" {
		t.Errorf("got %q, %v", wasm, err)
	}
}

func TestToolThatDoesNotBuildIsNamed(t *testing.T) {
	_, run := goCommand()
	s := Source{GOROOT: build.Default.GOROOT, Version: "go1.99", Run: run}
	_, err := s.Build(t.Context(), "compile")
	if want := "go1.99's cmd/compile does not build for the page, wasm/toolchain has to follow: called too often"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = s.Build(t.Context(), "gotools")
	if want := "gotools does not build for the page: called too often"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
