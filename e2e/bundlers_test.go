//go:build !js

package e2e

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"poolground/web"
)

// The npm package works through each bundler: its worker starts, and the module is found.
func TestBundlers(tb *testing.T) {
	for name, page := range map[string]string{"vite": "dist", "webpack": ".", "esbuild": "."} {
		tb.Run(name, func(tb *testing.T) {
			tb.Parallel()
			dir := npmProject(tb, name)
			copyProgram(tb, "cases", filepath.Join(dir, "app.wasm"))
			npm(tb, dir, "run", "build")
			server := httptest.NewServer(web.Handler(filepath.Join(dir, page), web.Options{}))
			tb.Cleanup(server.Close)

			t := newTab(tb)
			t.open(server.URL)
			state := t.waitState("body", "done", "failed")
			want := "[0 1 4 9 16 25 36 49 64 81] by 2\nexited with code 0\n1,4,9 by 2\n"
			if got := t.text("output"); state != "done" || got != want {
				t.Errorf("it ended %s with %q, want %q", state, got, want)
			}
		})
	}
}

func copyProgram(tb testing.TB, name, file string) {
	tb.Helper()
	url := program(tb, name)
	dir, err := buildSite()
	if err != nil {
		tb.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(url)))
	if err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		tb.Fatal(err)
	}
}

// The package's types are whole for a strict compiler, whichever way it looks for them.
func TestPackageTypes(tb *testing.T) {
	dir := npmProject(tb, "types")
	tsc, err := filepath.Abs("../web/node_modules/typescript/bin/tsc")
	if err != nil {
		tb.Fatal(err)
	}
	for resolution, module := range map[string]string{"bundler": "esnext", "nodenext": "nodenext"} {
		tb.Run(resolution, func(tb *testing.T) {
			tb.Parallel()
			_, err := runIn(dir, "node", tsc, "--noEmit", "--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "false",
				"--target", "es2022", "--lib", "es2022,dom", "--module", module, "--moduleResolution", resolution, "main.ts")
			if err != nil {
				tb.Error(err)
			}
		})
	}
}

// Site generators load what a page imports in Node too, where there is no browser.
func TestPackageInNode(tb *testing.T) {
	dir := npmProject(tb, "types")
	if _, err := runIn(dir, "node", "--input-type=module", "--eval", `import { run } from "poolground"; if (!run) process.exit(1)`); err != nil {
		tb.Error(err)
	}
}
