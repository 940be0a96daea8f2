package web

import (
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	wasmtools "poolground/wasm/toolchain"
)

// compilerBuilder makes a site in a folder of the test, with a cache of its own.
func compilerBuilder(t *testing.T) *builder {
	t.Helper()
	s, err := openSite(filepath.Join(t.TempDir(), "site"))
	if err != nil {
		t.Fatal(err)
	}
	return &builder{cache: cache{dir: t.TempDir()}, site: s, log: io.Discard}
}

// archivesIn are two archives as the go command leaves them.
func archivesIn(t *testing.T) []wasmtools.Archive {
	t.Helper()
	dir := t.TempDir()
	list := []wasmtools.Archive{
		{Path: "encoding/json", Imports: []string{"fmt"}, File: filepath.Join(dir, "json-d")},
		{Path: "fmt", Imports: []string{}, File: filepath.Join(dir, "fmt-d")},
	}
	for _, a := range list {
		if err := os.WriteFile(a.File, []byte("archive of "+a.Path), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

func TestManifest(t *testing.T) {
	b := compilerBuilder(t)
	if err := b.announceCompiler(); err != nil {
		t.Fatal(err)
	}
	if got, want := readIn(t, b.site.dir, "toolchain/manifest.json"), `{"state":"preparing"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if err := b.reportNoCompiler(errors.New("no \"disk\"")); err != nil {
		t.Fatal(err)
	}
	if got, want := readIn(t, b.site.dir, "toolchain/manifest.json"), `{"state":"failed","reason":"no \"disk\""}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	b.compiler = compiler{
		State:    "ready",
		Go:       "go1.26.8",
		Tools:    map[string]packed{"link": {"link-0123456789abcdef.wasm.gz", 9, 3}},
		Packages: map[string]archive{"fmt": {packed{"fmt-0123456789abcdef.a.gz", 8, 2}, []string{"errors"}}},
		License:  "toolchain/LICENSE.txt",
	}
	if err := b.writeCompiler(); err != nil {
		t.Fatal(err)
	}
	want := `{"state":"ready","go":"go1.26.8",` +
		`"tools":{"link":{"url":"link-0123456789abcdef.wasm.gz","size":9,"packed":3}},` +
		`"packages":{"fmt":{"file":{"url":"fmt-0123456789abcdef.a.gz","size":8,"packed":2},"imports":["errors"]}},` +
		`"license":"toolchain/LICENSE.txt"}`
	if got := readIn(t, b.site.dir, "toolchain/manifest.json"); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// Every file is there in two forms, and is compressed once for all sites.
func TestArchivesArePacked(t *testing.T) {
	b := compilerBuilder(t)
	list := archivesIn(t)
	var err error
	if b.compiler.Packages, err = b.packArchives(t.Context(), list, 2); err != nil {
		t.Fatal(err)
	}
	json := b.compiler.Packages["encoding/json"]
	if !slices.Equal(json.Imports, []string{"fmt"}) || json.File.Size != len("archive of encoding/json") {
		t.Errorf("got %+v", json)
	}
	zipped := readIn(t, b.site.dir, "toolchain/"+json.File.URL)
	content, err := unpack([]byte(zipped))
	if err != nil || string(content) != "archive of encoding/json" || len(zipped) != json.File.Packed {
		t.Errorf("got %q in %d bytes, %v", content, len(zipped), err)
	}
	if err := b.compress(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	if got := namesIn(t, b.site.path(compilerFolder)); len(got) != 4 {
		t.Errorf("got %q", got)
	}

	other := compilerBuilder(t)
	other.cache = b.cache
	for _, kept := range namesIn(t, filepath.Join(b.cache.dir, "compressed")) {
		if err := os.WriteFile(filepath.Join(b.cache.dir, "compressed", kept), gzippedText(t, "kept"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	again, err := other.packArchives(t.Context(), list, 1)
	if err != nil {
		t.Fatal(err)
	}
	if content, err := unpack([]byte(readIn(t, other.site.dir, "toolchain/"+again["fmt"].File.URL))); string(content) != "kept" {
		t.Errorf("compressed again: %q, %v", content, err)
	}
}

func gzippedText(t *testing.T, text string) []byte {
	t.Helper()
	zipped, err := gzipped.pack([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return zipped
}

// What the compiler no longer uses goes, once there is a compiler again.
func TestOldCompilerIsSwept(t *testing.T) {
	b := compilerBuilder(t)
	old, err := b.writePacked("fmt.a", []byte("old"), func() ([]byte, error) { return []byte("old"), nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := b.sweep(); err != nil {
		t.Fatal(err)
	}
	readIn(t, b.site.dir, "toolchain/"+old.URL)
	b.compiler = compiler{State: "ready"}
	if b.compiler.Packages, err = b.packArchives(t.Context(), archivesIn(t), 1); err != nil {
		t.Fatal(err)
	}
	b.useCompiler()
	if err := b.sweep(); err != nil {
		t.Fatal(err)
	}
	if got := namesIn(t, b.site.path(compilerFolder)); len(got) != 2 || slices.Contains(got, old.URL) {
		t.Errorf("got %q", got)
	}
}

func TestClosure(t *testing.T) {
	c := compiler{Packages: map[string]archive{
		"a": {Imports: []string{"b", "c"}}, "b": {Imports: []string{"c"}}, "c": {}, "d": {Imports: []string{"a"}},
	}}
	if got := slices.Sorted(maps.Keys(c.closure("a"))); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("got %q", got)
	}
}
