package web

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// mostElement is the most that other pages fetch of us before a program is near, in bytes of brotli.
const mostElement = 10 << 10

// The script for other pages is small, and its names stay its own.
func TestElement(t *testing.T) {
	dir := buildSite(t)
	script := readIn(t, dir, "embed.js")
	packed, err := bestBrotli.pack([]byte(script))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("embed.js has %d bytes, %d in brotli", len(script), len(packed))
	if len(packed) > mostElement {
		t.Errorf("embed.js has %d bytes in brotli, at most %d are allowed", len(packed), mostElement)
	}
	if !strings.HasPrefix(script, `"use strict";(()=>{`) {
		t.Errorf("embed.js begins %.40s", script)
	}
	frame := readIn(t, dir, "embed.html")
	if strings.Contains(frame, "masthead") || !strings.Contains(frame, `content="noindex"`) {
		t.Error("the page in other pages is made as one that stands alone")
	}
}

// What the script's declarations say can be written, and what they do not say cannot.
func TestElementTypes(t *testing.T) {
	dir := t.TempDir()
	types, err := os.ReadFile("src/element/api.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"embed.d.ts": string(types),
		"use.ts": `import type { PoolPlayground } from "./embed";
			const element: PoolPlayground = document.createElement("pool-playground");
			element.addEventListener("pool-output", ({ detail }) => detail.text.length + detail.stream.length);
			element.addEventListener("pool-done", ({ detail }) => detail.state === "stopped");
			element.setSource("package main");
			element.run().then(() => element.stop(), () => {});
			// @ts-expect-error: a text is needed
			element.setSource();
			// @ts-expect-error: there is no such state
			element.addEventListener("pool-done", ({ detail }) => detail.state === "idle");`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, err = runTool(t.Context(), ".", nil, "node", "node_modules/typescript/bin/tsc", "--noEmit", "--strict",
		"--ignoreConfig", "--target", "es2022", "--lib", "es2022,dom", filepath.Join(dir, "use.ts"))
	if err != nil {
		t.Error(err)
	}
}
