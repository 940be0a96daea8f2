// Package web builds Poolground's site and serves it.
//
// The site is static: Build writes a directory that any file host can serve, under any path and
// with no headers of its own. Serve does the same into a cache and serves it while the slow
// parts are still being built. What is already up to date is taken from the cache.
package web

import (
	"context"
	"io"
	"runtime"
)

// Options say how the site is built and served. The zero value is silent and complete.
type Options struct {
	// Log receives a line for each thing that is done; nil: nobody is told.
	Log io.Writer
	// CrossOriginIsolated makes the server send the COOP and COEP headers that unlock shared
	// memory. The page does not need them.
	CrossOriginIsolated bool
	// URL is the address under which the site will stand: search engines are then told of its
	// pages. "": nobody is told, the site works all the same.
	URL string
	// Uncompressed leaves the gzip and brotli files out, which are most of a first build's time.
	Uncompressed bool
	// NoCompiler leaves Go's compiler and the packages it needs out, which are minutes of a first
	// build and 40 MB: the page runs its lessons and says of anything else that the compiler is
	// being prepared.
	NoCompiler bool
}

// Build writes the whole site into dir. Files that an earlier build left there under a hashed
// name and that the site no longer uses are removed; anything else in dir stays.
func Build(ctx context.Context, dir string, o Options) error {
	b, err := newBuilder(ctx, dir, o)
	if err != nil {
		return err
	}
	if err := b.buildPrograms(ctx, func(err error) error { return err }); err != nil {
		return err
	}
	if err := b.installPackages(ctx); err != nil {
		return err
	}
	if err := b.buildPages(); err != nil {
		return err
	}
	if err := b.buildTypes(ctx); err != nil {
		return err
	}
	if err := b.buildPackage(ctx); err != nil {
		return err
	}
	if err := b.announceCompiler(); err != nil {
		return err
	}
	if !o.NoCompiler {
		if err := b.buildCompiler(ctx, runtime.NumCPU()); err != nil {
			return err
		}
	}
	if !o.Uncompressed {
		err := b.timed("compressed the site", func() error { return b.compress(ctx, runtime.NumCPU()) })
		if err != nil {
			return err
		}
	}
	return b.sweep()
}
