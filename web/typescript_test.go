package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

// The front end's own unit tests, src/**/*.test.ts, run in Node.
func TestTypeScript(t *testing.T) {
	found := 0
	err := filepath.WalkDir("src", func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".test.ts") {
			found++
			t.Run(filepath.ToSlash(path), func(t *testing.T) { runInNode(t, path) })
		}
		return err
	})
	if err != nil || found == 0 {
		t.Errorf("%d tests found: %v", found, err)
	}
}

func runInNode(t *testing.T, path string) {
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{path},
		Bundle:      true,
		Format:      api.FormatESModule,
		Platform:    api.PlatformNode,
		Sourcemap:   api.SourceMapInline,
	})
	if len(result.Errors) > 0 {
		t.Fatal(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), ""))
	}
	script := filepath.Join(t.TempDir(), "test.mjs")
	if err := os.WriteFile(script, result.OutputFiles[0].Contents, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := runTool(t.Context(), "", nil, "node", "--enable-source-maps", "--test", script)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", out)
}
