package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
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

// quickBrotli is for the 170 MB of the compiler, which would take the best quality ten minutes.
var quickBrotli = newBrotli(9)

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
	b.site.used[quickBrotli.formOf(name)] = true
}

// compressPacked writes NAME.br of all files of the compiler that lack it, so many at a time.
func (b *builder) compressPacked(ctx context.Context, atOnce int) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, name := range slices.Sorted(maps.Keys(b.site.used)) {
		if !isPacked(name) {
			continue
		}
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return b.compressPackedFile(name)
		})
	}
	return group.Wait()
}

func (b *builder) compressPackedFile(name string) error {
	brotlied := b.site.path(quickBrotli.formOf(name))
	if _, err := os.Stat(brotlied); !errors.Is(err, fs.ErrNotExist) {
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
	small, err := b.cache.get("compressed/"+hashOf(content)+".quick"+quickBrotli.ext, func() ([]byte, error) {
		return quickBrotli.pack(content)
	})
	if err != nil {
		return err
	}
	return writeFile(brotlied, small)
}

// unpack undoes gzipped.
func unpack(zipped []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
