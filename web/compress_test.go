package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"testing"

	"github.com/andybalholm/brotli"
)

func TestCompressedFormsHoldTheSame(t *testing.T) {
	s, err := openSite(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	content := bytes.Repeat([]byte("a lane for each worker\n"), 100)
	for _, name := range []string{"page.js", "font.woff2"} {
		if err := s.write(name, content); err != nil {
			t.Fatal(err)
		}
	}
	b := &builder{site: s, cache: cache{dir: t.TempDir()}}
	if err := b.compress(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	for ext, open := range map[string]func(io.Reader) (io.Reader, error){
		".gz": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		".br": func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
	} {
		packed, err := os.Open(s.path("page.js" + ext))
		if err != nil {
			t.Fatal(err)
		}
		defer packed.Close()
		r, err := open(packed)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("page.js%s holds something else: %v", ext, err)
		}
		if _, err := os.Stat(s.path("font.woff2" + ext)); err == nil {
			t.Errorf("font.woff2%s was made", ext)
		}
	}
}
