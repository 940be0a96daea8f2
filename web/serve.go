package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"syscall"
	"time"
)

// Serve builds the site into the source tree's cache and serves it at addr until ctx ends. The
// page is there at once; a lesson's program follows when it is built.
func Serve(ctx context.Context, addr string, o Options) error {
	tools, err := findToolchain(ctx)
	if err != nil {
		return err
	}
	if err := checkNode(); err != nil {
		return err
	}
	b, err := newBuilderWith(tools, filepath.Join(tools.cacheDir(), "site"), o)
	if err != nil {
		return err
	}
	listener, err := listen(addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := b.installPackages(ctx); err != nil {
		return err
	}
	if err := errors.Join(b.buildPages(), b.announceCompiler()); err != nil {
		return err
	}
	server := &http.Server{Handler: Handler(b.site.dir, o), ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }() // ends at server.Close below
	defer server.Close()

	url := addressOf(listener, addr)
	b.sayf("serving the page at %s while the rest is built", url)
	if err := b.buildBehindPage(ctx); err != nil && ctx.Err() == nil {
		return err
	}
	b.sayf("Poolground is at %s (Ctrl+C ends it)", url)
	finished := make(chan error, 1)
	go func() { finished <- b.finish(ctx, o) }() // ends with ctx
	select {
	case <-ctx.Done():
		err = nil
	case err = <-ended:
	}
	if e := <-finished; e != nil && ctx.Err() == nil {
		err = errors.Join(err, e)
	}
	return err
}

func listen(addr string) (net.Listener, error) {
	listener, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use: stop the program that has it, or choose another address with -addr", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen at %s: %w", addr, err)
	}
	return listener, nil
}

// addressOf is what a person on this machine types into a browser.
func addressOf(listener net.Listener, addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil || host == "" || host == "0.0.0.0" || host == "::" {
		host = "localhost"
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return listener.Addr().String()
	}
	return "http://" + net.JoinHostPort(host, port) + "/"
}

// buildBehindPage builds what the page can do without for a while. A lesson that does not build
// is told on the page and here; the rest goes on.
func (b *builder) buildBehindPage(ctx context.Context) error {
	err := b.buildPrograms(ctx, func(err error) error {
		if err != nil {
			b.sayf("%v", err)
		}
		return errors.Join(b.buildPages(), ctx.Err())
	})
	return errors.Join(err, b.buildTypes(ctx), b.buildPackage(ctx))
}

// finish builds what the page can do without for long. It leaves a core to whoever already uses
// the page.
func (b *builder) finish(ctx context.Context, o Options) error {
	if !o.NoCompiler {
		if err := b.buildCompiler(ctx, 1); err != nil && ctx.Err() == nil {
			b.sayf("the compiler is missing, so that the page runs its lessons and nothing else: %v", err)
			if err := b.reportNoCompiler(err); err != nil {
				return err
			}
		}
	}
	if !o.Uncompressed {
		if err := b.compress(ctx, 1); err != nil {
			return err
		}
	}
	return b.sweep()
}
