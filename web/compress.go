package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"golang.org/x/sync/errgroup"
)

// An encoding is a way that files are compressed ahead of time.
type encoding struct {
	name      string // in Content-Encoding
	ext       string
	level     string // names the quality in the cache; "" is the best
	newWriter func(io.Writer) io.WriteCloser
}

// encodings are in the order of preference.
var encodings = []encoding{bestBrotli, gzipped}

// Of each megabyte of wasm, brotli's best quality takes one core 4 s and quality 9 0.2 s; gzip's
// best takes 0.1 s and leaves 40% more.
var (
	bestBrotli  = newBrotli(brotli.BestCompression, "")
	quickBrotli = newBrotli(9, "-9")
)

var gzipped = encoding{"gzip", ".gz", "", func(w io.Writer) io.WriteCloser {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	return z
}}

func newBrotli(quality int, level string) encoding {
	return encoding{"br", ".br", level, func(w io.Writer) io.WriteCloser {
		return brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: quality, LGWin: 24})
	}}
}

// formOf is the name of a file's compressed form.
func (e encoding) formOf(name string) string {
	if isPacked(name) {
		name = strings.TrimSuffix(name, gzipped.ext)
	}
	return name + e.ext
}

// compressible are the extensions that shrink; fonts and pictures are compressed in themselves.
var compressible = []string{".css", ".html", ".js", ".json", ".svg", ".ts", ".wasm"}

// compress writes the compressed forms of the site's files beside them, with so many at a time.
// Brotli's best takes seconds a megabyte, so what was compressed once is kept.
func (b *builder) compress(ctx context.Context, atOnce int) error {
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, name := range slices.Sorted(maps.Keys(b.site.used)) {
		if !slices.Contains(compressible, path.Ext(name)) || strings.HasPrefix(name, packageFolder) {
			continue
		}
		for _, e := range encodings {
			group.Go(func() error {
				if err := groupCtx.Err(); err != nil {
					return err
				}
				return b.compressFile(name, e)
			})
		}
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return b.compressCompiler(ctx, atOnce)
}

func (b *builder) compressFile(name string, e encoding) error {
	path := b.site.path(name)
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	packed, err := b.compressed(content, e)
	if err != nil {
		return err
	}
	return writeFile(path+e.ext, packed)
}

// compressed returns the compressed form of content, which is made once.
func (b *builder) compressed(content []byte, e encoding) ([]byte, error) {
	return b.cache.get("compressed/"+hashOf(content)+e.level+e.ext, func() ([]byte, error) { return e.pack(content) })
}

func (e encoding) pack(content []byte) ([]byte, error) {
	var out bytes.Buffer
	w := e.newWriter(&out)
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
