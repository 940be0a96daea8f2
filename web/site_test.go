package web

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func namesIn(t *testing.T, dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestSweepRemovesWhatIsNoLongerUsed(t *testing.T) {
	dir := t.TempDir()
	s, err := openSite(dir)
	if err != nil {
		t.Fatal(err)
	}
	old, err := s.writeHashed("lessons/a.wasm", []byte("old"))
	if err != nil {
		t.Fatal(err)
	}
	for _, foreign := range []string{old + ".br", "lessons/notes.txt"} {
		if err := writeFile(s.path(foreign), []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	s, err = openSite(dir)
	if err != nil {
		t.Fatal(err)
	}
	current, err := s.writeHashed("lessons/a.wasm", []byte("new"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.sweepFolder("lessons"); err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.Base(current), "notes.txt"}
	if got := namesIn(t, filepath.Join(dir, "lessons")); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestChangedFileLosesItsCompressedForms(t *testing.T) {
	s, err := openSite(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{"one", "one", "two"} {
		if err := s.write("index.html", []byte(content)); err != nil {
			t.Fatal(err)
		}
		if content == "two" {
			break
		}
		if err := writeFile(s.path("index.html.br"), []byte("packed one")); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := namesIn(t, s.dir), []string{"index.html"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCacheMakesAnEntryOnce(t *testing.T) {
	c := cache{dir: t.TempDir()}
	made := 0
	for range 3 {
		content, err := c.get("programs/x", func() ([]byte, error) { made++; return []byte("made"), nil })
		if err != nil || string(content) != "made" {
			t.Fatalf("got %q, %v", content, err)
		}
	}
	if made != 1 {
		t.Errorf("made %d times", made)
	}
	if err := c.prune(); err != nil {
		t.Fatal(err)
	}
	if got := namesIn(t, filepath.Join(c.dir, "programs")); len(got) != 1 {
		t.Errorf("a fresh entry was pruned: %q", got)
	}
}

func TestHashedNames(t *testing.T) {
	for name, want := range map[string]bool{
		"assets/page-0123456789abcdef.js":       true,
		"lessons/a-b-0123456789abcdef.wasm":     true,
		"lessons/a-b-0123456789abcdef.wasm.br":  true,
		"poolground.js":                         false,
		"assets/page-0123456789abcde.js":        false,
		"assets/page-0123456789abcdef.js.extra": false,
	} {
		if got := isHashed(name); got != want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
