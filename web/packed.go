package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"golang.org/x/sync/errgroup"
)

// A packed is a file of the compiler. It is shipped as NAME.gz, which the page unpacks by itself,
// as a plain file host neither compresses nor labels what it serves; and as NAME.br, which a host
// that negotiates sends instead.
type packed struct {
	URL    string `json:"url"`    // of NAME.gz, relative to the manifest
	Size   int    `json:"size"`   // in bytes, unpacked
	Packed int    `json:"packed"` // in bytes, of NAME.gz
}

// isPacked says that a file of the site stands for what is in it.
func isPacked(name string) bool {
	return strings.HasPrefix(name, compilerFolder+"/") && path.Ext(name) == gzipped.ext
}

// writePacked puts content under a name that holds its hash. It calls pack for NAME.gz unless
// that is there.
func (b *builder) writePacked(name string, content []byte, pack func() ([]byte, error)) (packed, error) {
	file := packed{URL: hashedNameOf(name, content) + gzipped.ext, Size: len(content)}
	path := b.site.path(compilerFolder + "/" + file.URL)
	info, err := os.Stat(path)
	if err == nil {
		file.Packed = int(info.Size())
		return file, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return packed{}, err
	}
	zipped, err := pack()
	if err != nil {
		return packed{}, err
	}
	file.Packed = len(zipped)
	return file, writeFile(path, zipped)
}

func (b *builder) usePacked(file packed) {
	name := compilerFolder + "/" + file.URL
	b.site.used[name] = true
	b.site.used[bestBrotli.formOf(name)] = true
}

// compressCompiler writes the brotli form of all files of the compiler, so many at a time. The
// best quality goes to what each edited lesson needs, 80 MB unpacked; the other 90 MB would take
// it minutes more and become an eighth smaller.
func (b *builder) compressCompiler(ctx context.Context, atOnce int) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	compress := func(file packed, e encoding) {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return b.compressPacked(compilerFolder+"/"+file.URL, e)
		})
	}
	for _, tool := range b.compiler.Tools {
		compress(tool, bestBrotli)
	}
	common := b.compiler.closure("poolground/wasm/webworker")
	for path, a := range b.compiler.Packages {
		if common[path] {
			compress(a.File, bestBrotli)
		}
	}
	for path, a := range b.compiler.Packages {
		if !common[path] {
			compress(a.File, quickBrotli)
		}
	}
	return group.Wait()
}

func (b *builder) compressPacked(name string, e encoding) error {
	path := b.site.path(e.formOf(name))
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	zipped, err := os.ReadFile(b.site.path(name))
	if err != nil {
		return err
	}
	content, err := unpack(zipped)
	if err != nil {
		return err
	}
	small, err := b.compressed(content, e)
	if err != nil {
		return err
	}
	return writeFile(path, small)
}

// unpack undoes gzipped.
func unpack(zipped []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
